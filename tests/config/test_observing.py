"""What the site tells about itself: log lines, figures, health; nothing about persons."""

import json
import logging
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests.foundation.org.factories import UserFactory
from tongjian.config.logs import JsonLines
from tongjian.foundation.kernel import jobs
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.models import Schedule
from tongjian.foundation.ledger import actions
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.ledger.trail import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """What the handler of `serve` would write, parsed."""
    written, own = [], logging.getLogger("tongjian.request")

    class Keep(logging.Handler):
        def emit(self, one):
            written.append(json.loads(self.format(one)))

    handler, loggers = Keep(), [own, logging.getLogger("django.request")]
    handler.setFormatter(JsonLines())
    level = own.level
    own.setLevel(logging.INFO)
    for logger in loggers:
        logger.addHandler(handler)
    yield written
    own.setLevel(level)
    for logger in loggers:
        logger.removeHandler(handler)


def test_a_request_leaves_one_line_with_id_route_status_and_duration(client, lines):
    answer = client.get("/org/sign-in/?next=13900000001", headers={"X-Request-ID": "proxy-0123456789"})

    [line] = lines
    assert answer["X-Request-ID"] == line["request"] == "proxy-0123456789"
    assert (line["route"], line["method"], line["status"]) == ("org/sign-in/", "GET", 200)
    assert line["duration_ms"] > 0 and "13900000001" not in json.dumps(line)


def test_who_acted_is_told_by_ids_only(client, lines):
    user = UserFactory()
    client.force_login(user)
    client.get("/org/account/")

    line = lines[-1]
    assert line["actor"] == str(user.pk)
    assert user.name not in json.dumps(lines, ensure_ascii=False)


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space", "line\nbreak"])
def test_an_id_that_is_none_is_replaced(client, given):
    assert client.get("/public/", headers={"X-Request-ID": given})["X-Request-ID"] != given


def test_neither_secret_paths_nor_messages_of_exceptions_are_written(client, lines):
    client.get("/org/link/a-very-secret-token/")
    client.get("/nothing/a-very-secret-token/")
    try:
        raise ValueError("手机 13900000001")
    except ValueError:
        logging.getLogger("tongjian.request").exception("failed")

    text = json.dumps(lines, ensure_ascii=False)
    assert "secret-token" not in text and "13900000001" not in text
    assert lines[-1]["error"] == "ValueError" and "test_observing.py" in lines[-1]["frames"][0]


def figures(text):
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in text.splitlines() if line[0] != "#"}


def test_figures_are_hidden_until_they_are_switched_on(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS = "loopback"
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 404, (
        "a proxy is no neighbour"
    )
    settings.METRICS, settings.METRICS_TOKEN = "token", "figures-please"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer figures-pleas"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer figures-please"}).status_code == 200


def test_requests_are_counted_over_all_processes(client, settings, tmp_path):
    settings.METRICS, settings.TONGJIAN_HOME = "loopback", tmp_path
    (tmp_path / "run" / "metrics").mkdir(parents=True)
    other = {"GET 200": 4, "le 0.01": 4, "microseconds": 20000}
    (tmp_path / "run" / "metrics" / "1.json").write_text(json.dumps(other))
    client.get("/public/")
    after = figures(client.get("/metrics").content.decode())

    assert after['tongjian_requests_total{method="GET",status="200"}'] >= 5
    assert after["tongjian_request_seconds_count"] == after['tongjian_request_seconds_bucket{le="+Inf"}'] >= 5
    assert after["tongjian_request_seconds_sum"] > 0.02 and after["tongjian_database_bytes"] > 100_000


def test_figures_show_what_waits(client, settings):
    settings.METRICS = "loopback"
    put_pending()

    found = figures(client.get("/metrics").content.decode())

    assert found["tongjian_ledger_unsealed_entries"] == 1 and found["tongjian_workers_alive"] == 0
    assert {"tongjian_queue_length", "tongjian_deliveries_overdue"} <= {*found}


def put_pending():
    if "observed.probed" not in {action.name for action in actions.declared()}:
        actions.declare("observed.probed", "试")
    with transaction.atomic():
        return record(Actor.host(), "observed.probed", Schedule.objects.create(name="x", next_run_at=timezone.now()))


def test_ready_means_database_and_structure_and_says_what_else_is_missing(client):
    alone = client.get("/readyz")
    assert (alone.status_code, alone.json()["status"]) == (200, "degraded")
    assert client.get("/readyz?strict=1").status_code == 503
    jobs.show_life("w")
    well = client.get("/readyz?strict=1")
    assert (well.status_code, well.json()["status"]) == (200, "ok")


def test_an_entry_that_nobody_seals_is_seen(client, time_machine):
    put_pending()
    time_machine.move_to(Entry.objects.get().at + timedelta(minutes=5))
    jobs.show_life("w")

    assert client.get("/readyz").json()["checks"]["sealer"] is False


def test_health_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}
