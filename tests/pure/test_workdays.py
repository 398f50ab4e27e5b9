"""期限：workdays, days, months, and what is not known yet."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongjian.pure.workdays import Calendar, due
from tongjian.pure.workdays.limits import SHANGHAI

# 国庆节 2026: holiday 1–7 October (with 中秋 25–27 September), made up on 20 September and 10 October.
CALENDAR = Calendar(
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    makeup_workdays=frozenset({date(2026, 10, 10)}),
    known_until=date(2027, 1, 1),
)


def at(year, month, day, hour=9):
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("amount", "unit", "start", "end"),
    [
        (1, "WD", at(2026, 9, 30), at(2026, 10, 9, 0)),  # 八日 is the first workday after the holiday
        (3, "WD", at(2026, 9, 30), at(2026, 10, 11, 0)),  # 八日, 九日, and 十日 made up on a Saturday
        (20, "WD", at(2026, 11, 2), at(2026, 12, 1, 0)),
        (7, "D", at(2026, 9, 26), at(2026, 10, 9, 0)),  # 十月三日 is a holiday: the day after it ends counts
        (90, "D", at(2026, 3, 2), at(2026, 6, 2, 0)),  # 五月三十一日 is a Sunday
        (24, "H", at(2026, 10, 1), at(2026, 10, 2)),
        (30, "MIN", at(2026, 10, 1), datetime(2026, 10, 1, 9, 30, tzinfo=SHANGHAI)),
        (1, "M", at(2026, 1, 30), at(2026, 3, 3, 0)),  # no 30 February: the 28th, a Saturday
        (2, "Y", at(2024, 2, 29), at(2026, 3, 3, 0)),
    ],
)
def test_a_limit_ends_when_the_civil_code_says(amount, unit, start, end):
    assert due(start, amount, unit, CALENDAR).at == end


def test_the_last_day_may_be_kept_where_a_law_says_natural_days():
    assert due(at(2026, 9, 26), 7, "D", CALENDAR, rolls_forward=False).at == at(2026, 10, 4, 0)


def test_past_the_published_calendar_a_limit_is_provisional():
    assert due(at(2026, 12, 30), 3, "WD", CALENDAR).is_provisional
    assert not due(at(2026, 12, 30), 1, "WD", CALENDAR).is_provisional
    assert not due(at(2026, 12, 31), 48, "H", CALENDAR).is_provisional


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 300))
def test_counting_back_gives_the_amount(start, amount):
    assert CALENDAR.workdays_between(start, CALENDAR.add_workdays(start, amount)) == amount


starts = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(SHANGHAI))


@given(starts, st.integers(0, 400), st.sampled_from(["WD", "D", "M", "Y"]), st.booleans())
def test_a_limit_in_days_ends_at_midnight_and_not_before_its_first_day_is_over(start, amount, unit, rolls):
    ends = due(start, amount, unit, CALENDAR, rolls_forward=rolls).at
    assert (ends.hour, ends.minute, ends.second, ends.microsecond) == (0, 0, 0, 0)
    assert ends > start
    last = (ends - timedelta(days=1)).date()
    assert CALENDAR.is_workday(last) or not rolls or (unit == "WD" and amount == 0)


@given(starts, st.integers(0, 200), st.sampled_from(["WD", "D", "H", "MIN", "M", "Y"]))
def test_a_longer_limit_never_ends_sooner(start, amount, unit):
    assert due(start, amount, unit, CALENDAR).at <= due(start, amount + 1, unit, CALENDAR).at


@given(starts, st.integers(1, 60), st.sampled_from(["WD", "D", "M"]))
def test_the_hour_of_the_start_does_not_matter(start, amount, unit):
    morning, night = start.replace(hour=0, minute=0), start.replace(hour=23, minute=59)
    assert due(morning, amount, unit, CALENDAR) == due(night, amount, unit, CALENDAR)


def test_the_day_of_the_start_is_that_of_the_place():
    late = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)  # half past one on the third in Taiyuan
    assert due(late, 1, "WD", CALENDAR).at == at(2026, 3, 5, 0)
    assert due(late, 1, "WD", CALENDAR, zone=UTC).at == datetime(2026, 3, 4, tzinfo=UTC)


def test_hours_are_hours_also_where_the_clocks_change():
    zone = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 3, 28, 12, tzinfo=zone)
    assert due(start, 24, "H", CALENDAR, zone=zone).at - start.astimezone(UTC) == timedelta(hours=24)


def test_a_last_day_pushed_beyond_the_published_calendar_is_provisional():
    calendar = Calendar(frozenset({date(2026, 12, 31)}), frozenset(), known_until=date(2027, 1, 1))
    assert due(at(2026, 12, 24), 7, "D", calendar).is_provisional
    assert not due(at(2026, 12, 24), 7, "D", calendar, rolls_forward=False).is_provisional
    assert not due(at(2026, 12, 24), 6, "D", calendar).is_provisional


def test_a_moment_without_time_zone_starts_nothing():
    with pytest.raises(ValueError):
        due(datetime(2026, 1, 5), 1, "WD", CALENDAR)


@pytest.mark.parametrize(("amount", "unit"), [(-1, "WD"), (-1, "D"), (1, "fortnight")])
def test_nonsense_is_refused(amount, unit):
    with pytest.raises(ValueError):
        due(at(2026, 1, 5), amount, unit, CALENDAR)
