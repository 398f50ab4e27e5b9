"""Grades come in as a file, follow each other in time, go back when the import is undone, and are for officials
only."""

import io
from datetime import date

import pytest
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import Finding
from tongjian.foundation.exchange.operations import receive_batch
from tongjian.foundation.kernel.errors import NotAllowed, RuleViolated
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry import operations as act
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Entity, EntityGrade

FIRST, SECOND = (make_uscc("91", "140105", f"DEM0{n:04d}") for n in (1, 2))


@pytest.fixture
def county(reference):
    return RegionFactory(code="140105", name="小店区")


@pytest.fixture
def keeper(county):
    return actor_in(AgencyFactory(region=county), "coordinator")


@pytest.fixture
def firms(county):
    at = {"created_at": timezone.now(), "updated_at": timezone.now()}
    return [
        Entity.objects.create(name=code, search_name=code, kind="enterprise", uscc=code, region=county, **at)
        for code in (FIRST, SECOND)
    ]


def brought(keeper, *rows, head="统一社会信用代码,等级,起算日期"):
    file = io.BytesIO("\n".join([head, *rows]).encode())
    batch = receive_batch(actor=keeper, dataset=Dataset.GRADES, file=file, file_name="等级.csv")
    act.stage_grades(actor=keeper, batch_id=batch.pk)
    return act.apply_grades(actor=keeper, batch_id=batch.pk)


def grades(firm):
    return list(firm.grades.order_by("valid_from").values_list("grade", "valid_from", "valid_until"))


def test_a_grade_that_differs_follows_the_one_before_and_the_same_changes_nothing(keeper, firms):
    first = brought(keeper, f"{FIRST},A,2026-01-01", f"{SECOND},信用风险高,2026-01-01")
    assert (first.created, first.rejected) == (2, 0)
    second = brought(keeper, f"{FIRST},c,2026-03-01", f"{SECOND},D,2026-03-01")
    assert (second.updated, second.unchanged) == (1, 1)
    assert grades(firms[0]) == [("A", date(2026, 1, 1), date(2026, 3, 1)), ("C", date(2026, 3, 1), None)]
    assert queries.risks_of([firm.pk for firm in firms], date(2026, 2, 1)) == {firms[0].pk: "A", firms[1].pk: "D"}


def test_each_wrong_row_is_named_and_the_good_ones_come_in(keeper, firms):
    unknown = make_uscc("91", "140105", "DEM09999")
    rows = [f"{FIRST[:-1]}9,A,", f"{unknown},A,", f"{FIRST},E,", f"{FIRST},A,2999-01-01", f"{FIRST},A,去年"]
    batch = brought(keeper, *rows, f"{SECOND},B,", f"{SECOND},C,")
    assert (batch.created, batch.rejected) == (1, 5)
    assert sorted(Finding.objects.values_list("rule", flat=True)) == [
        "V18", "date_future", "date_unreadable", "entity_unknown", "grade_twice", "grade_unknown",
    ]  # fmt: skip


def test_undoing_gives_back_what_was_there_unless_a_later_grade_was_built_on_it(keeper, firms):
    first = brought(keeper, f"{FIRST},A,2026-01-01")
    second = brought(keeper, f"{FIRST},C,2026-03-01")
    with pytest.raises(RuleViolated, match="又有新的等级"):
        act.undo_grades(actor=keeper, batch_id=first.pk, reason="来源有误")
    act.undo_grades(actor=keeper, batch_id=second.pk, reason="来源有误")
    assert grades(firms[0]) == [("A", date(2026, 1, 1), None)]


def test_a_file_without_the_needed_columns_is_refused(keeper, firms):
    with pytest.raises(RuleViolated, match="等级"):
        brought(keeper, f"{FIRST},x", head="统一社会信用代码,备注")


def test_whoever_may_not_import_brings_in_nothing(county, firms):
    head = actor_in(AgencyFactory(region=county), "head")
    with pytest.raises(NotAllowed):
        brought(head, f"{FIRST},A,2026-01-01")
    assert not EntityGrade.objects.exists()
