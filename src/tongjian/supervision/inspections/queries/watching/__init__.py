"""The watchers: each is a constant number of set-based queries that yields facts, whoever they are about."""

from collections.abc import Callable, Iterator, Mapping

from tongjian.supervision.inspections.choices import WatchRule
from tongjian.supervision.inspections.queries.watching._facts import Fact
from tongjian.supervision.inspections.queries.watching.findings import officers_apart, regions_apart
from tongjian.supervision.inspections.queries.watching.reports import entered_without_code, frequent_here
from tongjian.supervision.inspections.queries.watching.visits import (
    checked_again_below,
    clean_in_a_row,
    repeated_visits,
    to_be_joined,
    without_need_to_enter,
)

WATCHERS: Mapping[WatchRule, Callable[[], Iterator[Fact]]] = {
    WatchRule.REPEATED: repeated_visits,
    WatchRule.LEVELS: checked_again_below,
    WatchRule.UNCODED: entered_without_code,
    WatchRule.MERGEABLE: to_be_joined,
    WatchRule.OFFSITE: without_need_to_enter,
    WatchRule.CLEAN: clean_in_a_row,
    WatchRule.OFFICER_RATE: officers_apart,
    WatchRule.REGION_RATE: regions_apart,
    WatchRule.FREQUENT_HERE: frequent_here,
}

__all__ = ["WATCHERS", "Fact"]
