import pytest
from django.conf import settings

from tongjian.doors.cli.examination import database

pytestmark = pytest.mark.django_db


@pytest.fixture
def initialised():
    marker = settings.TONGJIAN_HOME / "initialised"
    marker.touch()
    yield
    marker.unlink()


def test_migrating_a_current_database_does_nothing(tongjian):
    assert tongjian("migrate", "--check", "--json")[:2] == (0, {"unapplied": []})
    assert tongjian("migrate", "--json")[:2] == (0, {"applied": []})


def test_a_lacking_migration_is_exit_1_when_only_checking(tongjian, monkeypatch):
    monkeypatch.setattr("tongjian.doors.cli.migrate.unapplied", lambda: ["org.0002_more"])

    assert tongjian("migrate", "--check", "--json")[:2] == (1, {"unapplied": ["org.0002_more"]})


def test_the_doctor_says_that_a_home_was_never_initialised(tongjian):
    code, answer, _ = tongjian("doctor", "--json")

    assert code == 1 and not answer["healthy"]
    [home] = [finding for finding in answer["findings"] if finding["name"] == "数据目录"]
    assert (home["level"], "tongjian init" in home["remedy"]) == ("不对", True)


def test_the_doctor_finds_a_key_that_others_can_read(initialised, tongjian):
    key = settings.TONGJIAN_HOME / "keys" / "exposed.key"
    key.parent.mkdir(exist_ok=True)
    key.write_text("secret")
    key.chmod(0o644)
    try:
        assert f"chmod 600 {key}" in tongjian("doctor")[1]
    finally:
        key.unlink()


def test_the_doctor_says_when_nobody_works_on_the_queue(initialised, tongjian):
    assert "没有后台进程在运行" in tongjian("doctor")[1]


def test_the_doctor_finds_missing_ledger_triggers(initialised, tongjian, monkeypatch):
    monkeypatch.setattr(database, "missing_triggers", lambda: ["ledger_entry_no_update"])

    code, text, _ = tongjian("doctor")

    assert code == 1
    assert "ledger_entry_no_update" in text
