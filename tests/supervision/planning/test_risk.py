"""Who is checked more often and who less: by risk grade, by the time since the last check, after a clean check."""

from datetime import date

import pytest

from tests.supervision.inspections import factories as make
from tests.supervision.planning.factories import (
    commit_all,
    make_demand,
    make_draw,
    reveal_all,
)
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.rulebook.models import Parameter
from tongjian.supervision.inspections.choices import Outcome, VisitState
from tongjian.supervision.inspections.models import ItemResult
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import Stratification
from tongjian.supervision.planning.operations import DemandContent, freeze_draw, run_draw, take_demand_into_draw
from tongjian.supervision.planning.queries import read_file
from tongjian.supervision.registry.models import EntityGrade


def graded(entities, grade):
    EntityGrade.objects.bulk_create(
        EntityGrade(entity=entity, scheme="credit_risk", grade=grade, source="省局", valid_from=date(2026, 1, 1))
        for entity in entities
    )


def checked(city, entity, on, outcome=Outcome.PASS):
    """A finished check by the market department."""
    fields = {"state": VisitState.PUBLISHED, "planned_on": on, "year": on.year}
    visit = make.VisitFactory(entity=entity, region=entity.region, **fields)
    team = make.team_in(visit, city.market, role="lead", officers=0)
    ItemResult.objects.create(item=team.items.get(), outcome=outcome, by=make.OfficerFactory().user_id, at=make.NOW)


def by_risk(city, **changes):
    return make_demand(city, city.market, stratification=Stratification.RISK, ratio=None, **changes)


def frozen(city, demand):
    draw = make_draw(city)
    take_demand_into_draw(actor=city.coordinator, draw_id=draw.pk, demand_id=demand.pk)
    return freeze_draw(actor=city.coordinator, draw_id=draw.pk)


def strata_of(draw):
    """Size by meaning, from what was frozen."""
    [spec] = queries.frozen_files(draw).pool.demands
    [meanings] = draw.strata.values()
    return {meanings[name]["label"].partition("，")[0]: size for name, size in spec.sizes.items()}


def test_high_risk_is_drawn_more_often_than_low_as_the_rulebook_says(city):
    graded(city.entities[:20], "A")
    graded(city.entities[20:30], "D")
    draw = frozen(city, by_risk(city))
    # 1 % × 150 %, 30 % × 150 %, without a grade 2 % × 150 %; nobody was ever checked.
    assert strata_of(draw) == {"信用风险低": 1, "信用风险高": 5, "没有等级（按一般）": 1}
    [meanings] = draw.strata.values()
    assert {meaning["ratio"] for meaning in meanings.values()} == {"3/200", "9/20", "3/100"}


def test_the_names_of_strata_tell_no_grade_and_the_public_learns_no_meaning(city):
    graded(city.entities[:20], "D")
    draw = frozen(city, by_risk(city))
    names = {line.split(",")[2] for line in read_file(draw, "frame.csv").decode().splitlines()[1:]}
    assert names == {"r1", "r2"}
    commit_all(city, draw)
    reveal_all(city, draw)
    draw = run_draw(actor=city.coordinator, draw_id=draw.pk)
    shown = {row.stratum for row in queries.comparison_of(draw, is_public=True).strata}
    assert shown == {"第 1 层", "第 2 层"}
    assert any("信用风险高" in row.stratum for row in queries.comparison_of(draw).strata)


def test_the_meaning_stays_when_the_rulebook_changes(city):
    graded(city.entities[:20], "D")
    draw = frozen(city, by_risk(city))
    Parameter.objects.filter(code="ratio.risk.D").update(value="0.9")
    draw.refresh_from_db()
    assert "30%" in str(draw.strata) and "90%" not in str(draw.strata)


def test_how_long_ago_the_department_was_there_changes_the_ratio(city):
    for entity in city.entities[:10]:
        checked(city, entity, date(2025, 12, 20), Outcome.FAIL)
    sizes = queries.preview_sizes(
        scope={}, agency=city.market, method="fixed", stratification=Stratification.RISK, share=None
    )
    assert [(size.population, size.size) for size in sizes] == [(30, 1), (10, 1)]
    assert [size.more for size in sizes] == [size.size - size.even for size in sizes]
    assert "× 150%" in sizes[0].why and "× 50%" in sizes[1].why


def test_a_clean_check_spares_for_its_time_but_not_the_risky_and_not_from_a_census(city):
    clean, found, risky = city.entities[:3]
    for entity, outcome in ((clean, Outcome.PASS), (found, Outcome.FAIL), (risky, Outcome.PASS)):
        checked(city, entity, date(2025, 12, 20), outcome)
    graded([risky], "C")
    assert queries.spared(city.market, date(2026, 1, 10)) == {clean.pk}
    assert queries.spared(city.market, date(2026, 9, 1)) == set()
    Parameter.objects.filter(code="exemption.clean_check").update(value="24")
    draw = frozen(city, make_demand(city, city.market, ratio=(1, 2)))
    excluded = read_file(draw, "exclusions.csv").decode().splitlines()[1:]
    assert [line.split(",")[2] for line in excluded] == ["clean_check"]
    census = frozen(city, make_demand(city, city.market, method="census", ratio=None))
    assert "clean_check" not in read_file(census, "exclusions.csv").decode()


def test_by_risk_has_no_ratio_of_its_own_and_is_drawn_by_ratio():
    with pytest.raises(RuleViolated, match="须选其一"):
        DemandContent.of_words(title="抽查", item_version_ids=(), ratio="3%", by_risk=True, scope={})
    content = DemandContent.of_words(title="抽查", item_version_ids=(), by_risk=True, scope={})
    assert (content.method, content.ratio, content.stratification) == ("fixed", None, "risk")


def test_by_risk_goes_with_no_other_method(city):
    with pytest.raises(RuleViolated, match="按比例抽取"):
        by_risk(city, method="census")


def test_the_preview_costs_the_same_for_more_entities(city, django_assert_max_num_queries):
    wanted = {"scope": {}, "agency": city.market, "method": "fixed", "stratification": "risk", "share": None}
    with django_assert_max_num_queries(24):
        queries.preview_sizes(**wanted)
    graded(city.entities, "B")
    for entity in city.entities[:5]:
        checked(city, entity, date(2025, 12, 20))
    with django_assert_max_num_queries(24):
        queries.preview_sizes(**wanted)
