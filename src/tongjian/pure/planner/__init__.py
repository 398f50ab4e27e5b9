"""From what was drawn to visits: merging the departments' demands, and a checker that trusts nobody's plan."""

from tongjian.pure.planner.checking import find_broken_rules
from tongjian.pure.planner.merging import MergedVisit, merge_into_visits

__all__ = ["MergedVisit", "find_broken_rules", "merge_into_visits"]
