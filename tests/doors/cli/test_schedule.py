"""tongjian schedule build | check."""

from datetime import date

import pytest

from tests.supervision.planning.conftest import city, clock
from tests.supervision.planning.test_schedules import three
from tongjian.supervision.planning.models import Schedule

__all__ = ["city", "clock", "three"]


@pytest.fixture(autouse=True)
def commits(transactional_db):
    """The command seals the ledger in transactions of its own."""


def test_the_days_are_worked_out_and_checked_on_one_line_each(city, three, tongjian):
    code, said, _ = tongjian("schedule", "build", "--region", "140100", "--seconds", "0", "--json")
    assert code == 0
    assert (said["visits"], said["lower_bound"], said["gap"], said["entities"], said["placed"]) == (2, 2, 0.0, 2, 2)
    code, said, _ = tongjian("schedule", "check", "--json")
    assert (code, said["violations"]) == (0, [])
    Schedule.objects.get().rows.exclude(day=None).update(day=date(2026, 12, 7), part="am")
    code, said, _ = tongjian("schedule", "check", "--json")
    assert code == 1 and "同一时间" in said["violations"][0]


def test_entries_of_a_file_are_counted_and_a_wrong_line_is_named(tongjian, tmp_path):
    path = tmp_path / "checks.csv"
    path.write_text("entity,agency,from,until\nA,消防,2026-03-01,2026-04-01\nA,市监,2026-03-20,2026-05-01\n")
    code, said, _ = tongjian("schedule", "build", "--file", str(path), "--json")
    assert (code, said["checks"], said["visits"], said["lower_bound"]) == (0, 2, 1, 1)
    path.write_text("entity,agency,from,until\nA,消防,2026-03-01,三月\n")
    code, said, _ = tongjian("schedule", "build", "--file", str(path), "--json")
    assert code == 1 and "第 2 行" in said["error"]["sentence"]


def test_nothing_to_check_is_refused(city, tongjian):
    assert tongjian("schedule", "check", "--json")[1]["error"]["code"] == "schedule_not_found"
