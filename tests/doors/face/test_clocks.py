"""A clock as people read it: in the unit of its rule, never better than it is."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.foundation.org.factories import AgencyFactory, PostFactory, RegionFactory, UserFactory
from tongjian.doors.face.clocks import clock_face
from tongjian.doors.face.timelines import timeline_entries
from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock, ClockChange
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.org import operations
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.queries import actor_for
from tongjian.pure.workdays import Calendar

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(frozenset({date(2026, 10, 1)}), frozenset(), date(2027, 1, 1))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def clock(due, unit="WD", **fields):
    return Clock(started_at=at("2026-09-01T09:00"), due_at=at(due) if due else None, unit=unit, **fields)


@pytest.mark.parametrize(
    ("due", "unit", "now", "words"),
    [
        ("2026-09-16", "WD", "2026-09-01T09:00", "剩 10 个工作日"),
        ("2026-09-16", "WD", "2026-09-15T23:59", "今天到期"),
        ("2026-09-16", "WD", "2026-09-16T00:00", "已超期 1 个工作日"),
        ("2026-09-12", "WD", "2026-09-13T10:00", "已超期 1 个工作日"),  # Friday's limit, on Sunday
        ("2026-10-03", "WD", "2026-09-30T10:00", "剩 1 个工作日"),  # 1 October is a holiday
        ("2026-09-11", "D", "2026-09-01T09:00", "剩 9 天"),
        ("2026-09-11", "M", "2026-09-14T09:00", "已超期 4 天"),
        ("2026-09-02T09:00", "H", "2026-09-01T09:00", "剩 24 小时"),
        ("2026-09-02T09:00", "H", "2026-09-02T08:30", "不足 1 小时"),
        ("2026-09-02T09:00", "H", "2026-09-02T09:01", "已超期 1 小时"),
        (None, "", "2026-09-02T09:00", "未设定"),
    ],
)
def test_what_is_left_is_said_in_the_unit_of_the_rule(due, unit, now, words):
    assert clock_face(clock(due, unit), CALENDAR, now=at(now)).words == words


def test_a_clock_that_stands_still_says_so_and_why():
    agency = AgencyFactory()
    row = clock(
        "2026-09-16",
        state=ClockState.SUSPENDED,
        suspended_at=at("2026-09-03T09:00"),
        agency=agency,
        parameter_code="T01",
        citation="国发〔2019〕5号",
    )
    row.save()
    ClockChange.objects.create(clock=row, kind="suspend", at=at("2026-09-03T09:00"), reason="送检", by="王")
    face = clock_face(row, CALENDAR, now=at("2026-12-01T09:00"))
    assert (face.words, face.remaining) == ("已中止计时", 8)
    assert "2026-09-03 09:00 中止（送检）" in face.title
    assert "国发〔2019〕5号" in face.title


def test_a_provisional_clock_and_an_ended_one_say_so():
    assert clock_face(clock("2027-01-09", is_provisional=True), CALENDAR, now=at("2026-12-30T09:00")).words.endswith(
        "（暂定）"
    )
    assert clock_face(clock("2026-09-16", ended_at=at("2026-09-10")), CALENDAR).words == "已办结"


def test_a_timeline_has_names_in_two_queries_and_proofs_for_those_who_may_look(django_assert_num_queries):
    post = PostFactory(agency=AgencyFactory(region=RegionFactory(code="140000")), role=Role.OPERATOR)
    actor = actor_for(post.user, post_id=None, via="web")
    user = UserFactory()
    for _ in range(4):
        operations.note_sign_in(actor=actor, user=user)
    lines = timeline("org.user", user.pk)
    with django_assert_num_queries(2):
        entries = timeline_entries(lines, actor)
    assert len(entries) == 4
    assert entries[0].at >= entries[-1].at
    assert entries[0].who == f"{post.agency.name} · {post.user.name}"
    assert (entries[0].note, entries[0].proof_url) == ("待封存", f"/ledger/{lines[-1].entry_id}/")
    assert timeline_entries(lines)[0].proof_url == ""
    stranger = actor_for(
        PostFactory(agency=AgencyFactory(region=RegionFactory(code="140200"))).user, post_id=None, via="web"
    )
    assert timeline_entries(lines, stranger)[0].proof_url == ""


def test_nothing_recorded_is_an_empty_timeline():
    assert timeline_entries([]) == []


def test_share_left_colours_the_clock():
    assert clock_face(clock("2026-09-16"), CALENDAR, now=at("2026-09-14T09:00")).tone == "soon"
    assert clock_face(clock("2026-09-16"), CALENDAR, now=at("2026-09-02T09:00")).tone == "neutral"
    assert clock_face(clock("2026-09-16"), CALENDAR, now=at("2026-09-16") + timedelta(days=1)).tone == "late"
