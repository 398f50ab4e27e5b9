"""What monitors and load balancers ask.

`/healthz`: the process answers. `/readyz`: pages can be served, that is, the database answers with the structure of
this program. A worker that is missing or a sealer that lags make it `degraded`, with 200, for pages still work;
`/readyz?strict=1` answers 503 then too.
"""

from datetime import timedelta
from functools import cache

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.middleware import public
from tongjian.foundation.kernel import jobs
from tongjian.foundation.ledger.models import Pending

SEALER_LAG = timedelta(minutes=2)


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    try:
        checks = {"database": True, "structure": _is_current(), "worker": _has_worker(), "sealer": _seals()}
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "database", "checks": {"database": False}}, status=503)
    if not checks["structure"]:
        return JsonResponse({"status": "structure", "checks": checks}, status=503)
    is_well = all(checks.values())
    status = 503 if request.GET.get("strict") == "1" and not is_well else 200
    return JsonResponse({"status": "ok" if is_well else "degraded", "checks": checks}, status=status)


def _is_current() -> bool:
    """Once true it stays true: the program's own migrations do not change while it runs."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    try:
        return _was_found_current()
    except _Lacking:
        return False


class _Lacking(Exception):
    """Not kept by the cache, so it is looked at again."""


@cache
def _was_found_current() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Lacking
    return True


def _has_worker() -> bool:
    return bool(jobs.list_workers())


def _seals() -> bool:
    return not Pending.objects.filter(entry__at__lt=timezone.now() - SEALER_LAG).exists()
