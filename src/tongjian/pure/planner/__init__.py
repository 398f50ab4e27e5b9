"""From what was drawn to visits and their days: merging, a timetable, and checkers that trust nobody's plan."""

from tongjian.pure.planner.checking import find_broken_rules
from tongjian.pure.planner.entries import Checks, Merging, merge_checks, merge_columns
from tongjian.pure.planner.merging import MergedVisit, merge_into_visits
from tongjian.pure.planner.problem import Calendar, Caps, Check, Entry, Refused, Task, Timetable
from tongjian.pure.planner.replanning import Replanned, replan
from tongjian.pure.planner.schedule_checking import find_broken_caps, find_broken_days
from tongjian.pure.planner.scheduling import schedule

__all__ = [
    "Calendar",
    "Caps",
    "Check",
    "Checks",
    "Entry",
    "MergedVisit",
    "Merging",
    "Refused",
    "Replanned",
    "Task",
    "Timetable",
    "find_broken_caps",
    "find_broken_days",
    "find_broken_rules",
    "merge_checks",
    "merge_columns",
    "merge_into_visits",
    "replan",
    "schedule",
]
