"""Database gone, disk full, home not writable: pages and commands say so in words, and go on once it is over."""

import errno
import logging

import pytest
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.db.utils import InterfaceError
from psycopg import errors as postgres

from tongjian.doors.cli import main, worker
from tongjian.doors.cli.chinese import ChineseCommand
from tongjian.foundation.kernel.outages import BUSY, CROWDED, DAMAGED, FULL, LOST, OUTDATED, READ_ONLY, outage_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lost(monkeypatch):
    """Takes the database away; the answer brings it back."""
    own = {**connection.settings_dict}
    logging.getLogger("django.request").setLevel(logging.CRITICAL)

    def bring_back():
        connection.close()
        connection.settings_dict.update(own)

    connection.close()
    connection.settings_dict.update({"NAME": "/nowhere/at-all.sqlite3", "HOST": "/nowhere", "PORT": ""})
    yield bring_back
    bring_back()
    logging.getLogger("django.request").setLevel(logging.NOTSET)


@pytest.mark.parametrize("path", ["/org/sign-in/", "/public/", "/"])
def test_a_page_without_its_database_says_so_and_comes_back_by_itself(client, lost, path):
    client.raise_request_exception = False
    client.cookies["sessionid"] = "some-session"  # with one, the database is asked before any view
    gone = client.get(path)
    lost()
    back = client.get(path)

    assert (gone.status_code, gone["Retry-After"]) == (503, "10")
    assert "暂时连不上数据库" in gone.content.decode() and "DATABASE_URL" in gone.content.decode()
    assert "nowhere" not in gone.content.decode(), "a public page tells no paths"
    assert back.status_code in (200, 302)


def test_the_interface_answers_with_a_problem(client, lost):
    client.raise_request_exception = False
    answer = client.get("/api/v1/items", headers={"Authorization": "Bearer tj_abcdefgh_secret"})

    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["code"] == "database_lost"


def test_a_command_without_its_database_is_exit_1_with_what_to_check(tongjian, lost):
    code, answer, err = tongjian("visit", "list", "--json")

    assert (code, answer["error"]["code"]) == (1, "database_lost")
    assert "DATABASE_URL" in err and "程序内部错误" not in err


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EACCES, "not_writable"), (errno.EROFS, "not_writable")]
)
def test_a_command_on_a_disk_that_takes_nothing_says_so(tongjian, monkeypatch, number, code):
    def write():
        raise OSError(number, "…", "/var/tongjian/files")

    monkeypatch.setitem(main.COMMANDS, "probe", main.Entry("main:probe", "试"))
    monkeypatch.setattr(main, "probe", ChineseCommand("probe", callback=write), raising=False)

    assert tongjian("probe")[0] == 1
    assert outage_of(OSError(number, "…")).code == code


def raised(error, cause=None):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (OperationalError("database is locked"), BUSY),
        (OperationalError("database or disk is full"), FULL),
        (OperationalError("attempt to write a readonly database"), READ_ONLY),
        (OperationalError("no such table: org_user"), OUTDATED),
        (DatabaseError("file is not a database"), DAMAGED),
        (raised(OperationalError("connection refused"), postgres.OperationalError("connection refused")), LOST),
        (raised(InterfaceError("closed"), postgres.InterfaceError("the connection is closed")), LOST),
        (raised(OperationalError("…"), postgres.AdminShutdown()), LOST),
        (raised(OperationalError("…"), postgres.InvalidPassword()), LOST),
        (raised(OperationalError("…"), postgres.TooManyConnections()), CROWDED),
        (raised(OperationalError("…"), postgres.DiskFull()), FULL),
        (raised(OperationalError("…"), postgres.DeadlockDetected()), BUSY),
        (raised(ProgrammingError("…"), postgres.UndefinedTable()), OUTDATED),
        (OperationalError('near "selekt": syntax error'), None),
        (raised(ProgrammingError("…"), postgres.SyntaxError()), None),
        (ZeroDivisionError(), None),
    ],
    ids=str,
)
def test_each_outage_has_its_own_sentence_and_a_bug_has_none(error, outage):
    assert outage_of(error) is outage


def test_a_worker_waits_for_a_database_that_went_between_two_tasks(lost, monkeypatch):
    runner = worker.PatientWorker(
        queue_names=["*"], excluded_queue_names=[], interval=0, batch=False, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id="w",
    )  # fmt: skip
    waits = []

    def wait(seconds):
        waits.append(seconds)
        if len(waits) == 2:
            lost()
        runner.running = len(waits) < 4

    monkeypatch.setattr("time.sleep", wait)

    runner.run()

    assert waits == [worker.OUTAGE_SECONDS] * 2 + [0] * 2, "twice in vain, then as if nothing had been"
