import socket

import pytest
from django.conf import settings

from tongjian.foundation.ledger import queries
from tongjian.foundation.org.models import Agency, User
from tongjian.foundation.rulebook.models import Parameter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def marker():
    """The file that says that `init` has done all of it; absent before each test."""
    path = settings.TONGJIAN_HOME / "initialised"
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


def test_a_new_home_has_agencies_rules_an_operator_and_a_sealed_ledger(tongjian, marker):
    code, answer, _ = tongjian("init", "--no-demo", "--json")

    assert code == 0 and marker.exists()
    assert Agency.objects.exists() and Parameter.objects.exists()
    assert answer["operator_link"].startswith("/org/link/")
    assert (queries.count_pending(), answer["sealed"] > 0) == (0, True)


def test_making_a_home_again_adds_nothing_but_a_new_link(tongjian):
    first = tongjian("init", "--no-demo", "--json")[1]
    again = tongjian("init", "--no-demo", "--json")[1]

    assert {count for counts in again["loaded"].values() for count in counts.values()} == {0}
    assert first["operator_link"] != again["operator_link"]
    assert User.objects.count() == 1


def test_an_operator_who_has_a_password_gets_no_second_link(tongjian):
    tongjian("init", "--no-demo", "--json")
    operator = User.objects.get()
    operator.set_password("correct horse battery")
    operator.save()

    assert tongjian("init", "--no-demo", "--json")[1]["operator_link"] == ""


def test_a_home_that_was_never_made_is_not_served(tongjian):
    code, _, err = tongjian("serve", "--port", "48123")

    assert code == 1
    assert "tongjian init" in err


def test_a_taken_port_is_refused_with_advice(tongjian, marker):
    marker.touch()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, _, err = tongjian("serve", "--port", port)

    assert code == 1
    assert f"PORT={port + 1}" in err


def test_a_database_behind_the_program_is_not_served(tongjian, marker, monkeypatch):
    marker.touch()
    monkeypatch.setattr("tongjian.doors.cli.serve.unapplied", lambda: ["org.0009_more"])

    code, _, err = tongjian("serve", "--port", "48123")

    assert code == 1
    assert "tongjian migrate" in err
