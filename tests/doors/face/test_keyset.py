"""Keyset pages over a real table with nulls, ties and relations."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Length
from hypothesis import given, settings
from hypothesis import strategies as st

from tongjian.doors.face.keyset import Total, keyset_page
from tongjian.foundation.org.models import Region

pytestmark = pytest.mark.django_db

ORDERS = st.sampled_from(
    [
        ("code",),
        ("-code",),
        ("name",),
        ("-name", "code"),
        ("valid_from",),
        ("-valid_from", "name"),
        ("name", "-valid_from"),
        ("parent__name", "-name"),
        ("-parent__valid_from",),
        ("-name_length", "valid_from"),
        ("parent_id", "-valid_until"),
    ]
)
DATES = st.none() | st.integers(0, 3).map(lambda days: date(2026, 1, 1) + timedelta(days=days))
ROWS = st.lists(st.tuples(st.sampled_from("甲乙丙丁"), DATES, DATES, st.booleans()), max_size=17)


class Undo(Exception):
    pass


def regions():
    return Region.objects.filter(code__startswith="9").annotate(name_length=Length("name"))


def make(rows):
    Region.objects.filter(code__startswith="9").delete()
    parents = [Region(code=f"99{n}", name="甲乙"[n], level="city", valid_from=None) for n in (0, 1)]
    children = [
        Region(
            code=f"9{n:04}",
            name=name,
            level="county",
            valid_from=start,
            valid_until=end,
            parent=parents[n % 2] if has_parent else None,
        )
        for n, (name, start, end, has_parent) in enumerate(rows)
    ]
    Region.objects.bulk_create(parents)
    Region.objects.bulk_create(children)


def walk(rows, order, size, *, is_backward=False, cursor=""):
    """The primary keys page by page until the end, and the last page."""
    pages = []
    while True:
        page = keyset_page(rows, order=order, cursor=cursor, size=size)
        pages.append([region.pk for region in page])
        following = page.previous_cursor if is_backward else page.next_cursor
        if not following:
            return pages, cursor
        cursor = following


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, order=ORDERS, size=st.integers(1, 7))
def test_walking_visits_each_row_exactly_once_in_both_directions(rows, order, size):
    try:
        with transaction.atomic():
            make(rows)
            expected = sorted(regions().values_list("pk", flat=True))
            forward, last = walk(regions(), order, size)
            backward, _first = walk(regions(), order, size, is_backward=True, cursor=last)
            there = [pk for page in forward for pk in page]
            back = [pk for page in reversed(backward) for pk in page]
            assert sorted(there) == expected
            assert back == there
            raise Undo
    except Undo:
        pass


def test_the_order_is_the_one_asked_for_and_nulls_come_last():
    make([("甲", date(2026, 1, 2), None, False), ("乙", None, None, False), ("丙", date(2026, 1, 1), None, False)])
    rows = regions().filter(level="county")

    assert [r.name for r in keyset_page(rows, order=("valid_from",))] == ["丙", "甲", "乙"]
    assert [r.name for r in keyset_page(rows, order=("-valid_from",))] == ["甲", "丙", "乙"]


def test_rows_without_model_instances_page_as_well():
    make([("甲", None, None, False)] * 5)
    rows = regions().values("code", "name")

    page = keyset_page(rows, order=("name",), size=3)
    rest = keyset_page(rows, order=("name",), size=9, cursor=page.next_cursor)

    assert len(page) == 3
    assert {r["code"] for r in page} | {r["code"] for r in rest} == {r["code"] for r in rows}


def test_a_page_costs_one_query_however_far(django_assert_num_queries):
    make([("甲", None, None, False)] * 9)
    cursor = keyset_page(regions(), order=("name",), size=4).next_cursor

    with django_assert_num_queries(1):
        keyset_page(regions(), order=("name",), size=4, cursor=cursor)
    with django_assert_num_queries(2):
        keyset_page(regions(), order=("name",), size=4, cursor=cursor, count="capped")


def test_a_forged_cursor_or_one_of_another_order_leads_to_the_first_page():
    make([("甲", None, None, False)] * 9)
    cursor = keyset_page(regions(), order=("name",), size=4).next_cursor
    first = [r.pk for r in keyset_page(regions(), order=("code",), size=4)]

    for wrong in (cursor, cursor[:-2] + "xx", "nonsense", ":" * 9):
        assert [r.pk for r in keyset_page(regions(), order=("code",), size=4, cursor=wrong)] == first


def test_rows_deleted_meanwhile_do_not_leave_an_empty_page():
    make([("甲", None, None, False)] * 6)
    page = keyset_page(regions(), order=("code",), size=6)
    Region.objects.filter(code__in=["990", "991"]).delete()

    assert len(keyset_page(regions(), order=("code",), size=6, cursor=page.next_cursor)) == 6


def test_a_count_says_how_sure_it_is(monkeypatch):
    make([("甲", None, None, False)] * 9)

    assert keyset_page(regions(), order=("code",), size=50).total == Total(11)
    assert keyset_page(regions(), order=("code",), size=5).total is None
    assert keyset_page(regions(), order=("code",), size=5, count="exact").total.text == "共 11 条"
    assert keyset_page(regions(), order=("code",), size=5, count="capped").total.text == "共 11 条"
    monkeypatch.setattr("tongjian.doors.face.keyset.CAP", 3)
    capped = keyset_page(regions(), order=("code",), size=5, count="capped").total
    assert not capped.is_exact
    assert Total(5_120_000, is_exact=False).text == "约 512 万条"
    assert Total(10_000, is_exact=False, is_floor=True).text == "1 万条以上"


def test_an_unknown_order_is_a_mistake_of_the_programmer():
    with pytest.raises(Exception, match="nowhere"):
        keyset_page(regions(), order=("nowhere",))
    with pytest.raises(Exception, match="not a relation"):
        keyset_page(Region.objects.annotate(other=F("name")), order=("name__length",))
