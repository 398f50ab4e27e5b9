"""The checker finds each rule that is broken, once, and nothing else."""

import ast
from pathlib import Path

import pytest

from tests.pure.test_scheduling import task
from tongjian.pure import planner
from tongjian.pure.planner import schedule_checking
from tongjian.pure.planner.entries import merge_checks
from tongjian.pure.planner.problem import Calendar, Caps, Check, Entry, Timetable
from tongjian.pure.planner.schedule_checking import find_broken_caps, find_broken_days
from tongjian.pure.planner.scheduling import schedule

CALENDAR = Calendar(days=2, slots_per_day=2, leave={"li": frozenset({1})}, agency_load={"fire": 2})
TASKS = [
    task(1, fixed=0),
    task(2, last_day=1),
    task(3, officers=("li",), agencies=("market",), entity="e1", last_day=1),
]
CHECKS = [Check("e1", "fire", 0, 5), Check("e1", "market", 3, 9), Check("e1", "fire", 8, 9), Check("e2", "tax", 0, 1)]


def test_checker_and_maker_share_only_the_words():
    """Neither of them imports anything of the package but the problem."""
    for module in ("schedule_checking", "entries", "scheduling", "replanning", "days"):
        tree = ast.parse((Path(planner.__file__).parent / f"{module}.py").read_text())
        names = {
            node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and "tongjian" in node.module
        }
        makers = names - {"tongjian.pure.planner.problem"}
        assert makers == set() if module == "schedule_checking" else schedule_checking.__name__ not in makers


def test_what_is_made_breaks_no_rule():
    assert find_broken_days(TASKS, CALENDAR, schedule(TASKS, CALENDAR)) == []
    caps = Caps(left={("e1", "fire"): 1}, left_in_total={"e2": 0})
    entries, refused, _ = merge_checks(CHECKS, caps)
    assert find_broken_caps(CHECKS, entries, refused, caps) == []
    assert {one.check for one in refused} == {2, 3}


@pytest.mark.parametrize(
    ("slots", "unplaced", "said"),
    [
        ({"v1": 0, "v2": 1}, {}, ["v3 没有安排，也没有说明原因。"]),
        ({"v1": 0, "v2": 1, "v3": 1, "v4": 3}, {}, ["v4 不在计划中。"]),
        ({"v1": 1, "v2": 2}, {"v3": ()}, ["v1 的日期已经确定，却被改动。"]),
        ({"v1": 0, "v2": 4}, {"v3": ()}, ["v2 不在可以检查的日期内。"]),
        ({"v1": 0, "v2": 0}, {"v3": ()}, ["wang 同一时间要参加 v1、v2。"]),
        ({"v1": 0, "v2": 1, "v3": 0}, {}, ["e1 同一时间有 v1、v3。"]),
        ({"v1": 0, "v2": 1, "v3": 2}, {}, ["li 当天请假，不能参加 v3。"]),
    ],
)
def test_a_broken_day_is_named_once(slots, unplaced, said):
    assert find_broken_days(TASKS, CALENDAR, Timetable(slots=slots, unplaced=unplaced)) == said


def test_too_many_visits_of_a_department_on_a_day_are_named():
    tasks = [*TASKS[:2], task(5, officers=("zhao",), last_day=1), task(6, officers=("zhao",), last_day=1)]
    found = find_broken_days(tasks, CALENDAR, Timetable(slots={"v1": 0, "v2": 1, "v5": 1, "v6": 2}, unplaced={}))
    assert found == ["fire 第 1 个工作日有 3 次检查，超过 2 次。"]


@pytest.mark.parametrize(
    ("entries", "caps", "most", "said"),
    [
        ([Entry("e1", (0, 1), 3, 5), Entry("e1", (2,), 8, 9)], Caps(), None, "第 4 项检查安排了 0 次。"),
        (
            [Entry("e1", (0, 1), 3, 5), Entry("e1", (2,), 8, 9), Entry("e2", (3, 3), 0, 1)],
            Caps(),
            None,
            "第 4 项检查安排了 2 次。",
        ),
        ([Entry("e1", (0, 1), 3, 6), Entry("e1", (2,), 8, 9)], Caps(), None, "e1 的检查日期超出 fire 的检查期间。"),
        ([Entry("e1", (0, 1), 3, 5), Entry("e1", (2,), 8, 9)], Caps(), 1, "e1 的一次检查有 2 个部门，超过 1 个。"),
        (
            [Entry("e1", (0, 1), 3, 5), Entry("e1", (2,), 8, 9)],
            Caps(left={("e1", "fire"): 1}),
            None,
            "fire 对 e1 还可以检查 1 次，却安排了 2 次。",
        ),
        (
            [Entry("e1", (0, 1), 3, 5), Entry("e1", (2,), 8, 9)],
            Caps(left_in_total={"e1": 1}),
            None,
            "e1 还可以被检查 1 次，却安排了 2 次。",
        ),
    ],
)
def test_a_broken_rule_of_entries_is_named(entries, caps, most, said):
    rest = [] if any(3 in entry.checks for entry in entries) or "第 4 项" in said else [Entry("e2", (3,), 0, 1)]
    assert find_broken_caps(CHECKS, [*entries, *rest], [], caps, most) == [said]


def test_a_check_of_another_enterprise_and_an_entry_without_a_day_are_named():
    found = find_broken_caps(CHECKS[2:], [Entry("e1", (0, 1), 8, 1)], [], Caps())
    assert "e1 的检查里有 e2 的事项。" in found and "e1 的一次检查没有可以安排的日期。" in found
