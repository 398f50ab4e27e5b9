"""`/metrics` in the Prometheus text format (0.0.4). Off unless TONGJIAN_METRICS says `loopback` or a token is set.

Several processes serve pages, and a scrape reaches one of them: each keeps its counts in a file of its own under
`run/metrics/` in the home, and whoever is asked adds them up. `serve` empties the folder when it starts.
"""

import json
import os
import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from tongjian.doors.face.middleware import public
from tongjian.foundation.kernel import jobs
from tongjian.foundation.ledger.choices import DeliveryState
from tongjian.foundation.ledger.models import Delivery, Pending

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LOOPBACK = ("127.0.0.1", "::1")
_lock = Lock()


@cache
def _own() -> Counter[str]:
    """Counts of this process: `<method> <status>` → requests, `le <bucket>` → requests no slower, `seconds`."""
    return Counter()


def count_request(method: str, status: int, seconds: float) -> None:
    with _lock:
        own = _own()
        own[f"{method} {status}"] += 1
        own[f"le {next((bucket for bucket in BUCKETS if seconds <= bucket), '+Inf')}"] += 1
        own["microseconds"] += round(seconds * 1e6)
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"{os.getpid()}.new"
        fresh.write_text(json.dumps(own))
        fresh.replace(folder / f"{os.getpid()}.json")


def _folder() -> Path:
    return Path(settings.TONGJIAN_HOME) / "run" / "metrics"


@public
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not _may_ask(request):
        raise Http404
    lines = [*_requests(), *_gauges(timezone.now())]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_ask(request: HttpRequest) -> bool:
    """With the token from anywhere; else from this machine itself, not through a proxy on it."""
    token = settings.METRICS_TOKEN
    if token and secrets.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        return True
    direct = "X-Forwarded-For" not in request.headers and "Forwarded" not in request.headers
    return bool(settings.METRICS == "loopback" and request.META.get("REMOTE_ADDR") in LOOPBACK and direct)


def _requests() -> Iterator[str]:
    total: Counter[str] = Counter()
    for path in _folder().glob("*.json"):
        total.update(json.loads(path.read_text()))
    yield "# TYPE tongjian_requests_total counter"
    counted = {key: n for key, n in total.items() if key.partition(" ")[2].isdigit() and not key.startswith("le ")}
    for key, number in sorted(counted.items()):
        method, _, status = key.partition(" ")
        yield f'tongjian_requests_total{{method="{method}",status="{status}"}} {number}'
    yield "# TYPE tongjian_request_seconds histogram"
    reached = 0
    for bucket in (*BUCKETS, "+Inf"):
        reached += total[f"le {bucket}"]
        yield f'tongjian_request_seconds_bucket{{le="{bucket}"}} {reached}'
    yield f"tongjian_request_seconds_sum {total['microseconds'] / 1e6}"
    yield f"tongjian_request_seconds_count {reached}"


def _gauges(now: datetime) -> Iterator[str]:
    waiting = Delivery.objects.exclude(state=DeliveryState.DELIVERED)
    oldest = Pending.objects.order_by("entry").values_list("entry__at", flat=True).first()
    found: dict[str, float] = {
        "queue_length": DBTaskResult.objects.ready().count(),
        "tasks_failed": DBTaskResult.objects.failed().count(),
        "workers_alive": len(jobs.list_workers(now)),
        "ledger_unsealed_entries": Pending.objects.count(),
        "ledger_oldest_unsealed_seconds": (now - oldest).total_seconds() if oldest else 0,
        "deliveries_overdue": waiting.filter(next_attempt_at__lt=now).count(),
        "database_bytes": _database_bytes(),
    }
    for name, value in found.items():
        yield f"# TYPE tongjian_{name} gauge"
        yield f"tongjian_{name} {value}"


def _database_bytes() -> int:
    question = {
        "sqlite": "select page_count * page_size from pragma_page_count(), pragma_page_size()",
        "postgresql": "select pg_database_size(current_database())",
    }
    with connection.cursor() as cursor:
        cursor.execute(question[connection.vendor])
        return int(cursor.fetchone()[0])
