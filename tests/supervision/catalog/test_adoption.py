"""Three levels: the province compiles, places adopt or decline, a second person publishes; as of any day."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tests.supervision.catalog.conftest import TEXT
from tongjian.foundation.casework.models import Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Region
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.choices import AdoptionState, Choice
from tongjian.supervision.catalog.models import Adoption, Item

PUBLIC = Actor.public()


def place(code, level, parent=None):
    region = Region.objects.filter(pk=code).first()
    return region or RegionFactory(code=code, name=f"地方{code}", level=level, parent=parent)


@pytest.fixture
def levels(kinds):
    """The market departments of the province, a city and a county."""
    province = place("140000", RegionLevel.PROVINCE)
    city = place("140100", RegionLevel.CITY, province)
    county = place("140105", RegionLevel.COUNTY, city)
    return {
        level: AgencyFactory(kind=kinds["SCJG"], region=region, name=f"{level}市场监管")
        for level, region in (("province", province), ("city", city), ("county", county))
    }


@pytest.fixture
def compiled(levels):
    """Publishes an item compiled by the department of a level."""

    def compiled(name="食品经营许可检查", *, level="province", text=TEXT, valid_from=None, **key):
        agency = levels[level]
        handler, head = actor_in(agency, "handler"), actor_in(agency, "head")
        version = act.draft_item(actor=handler, agency_kind="SCJG", name=name, text=text, **key)
        act.submit_version(actor=handler, version_id=version.pk)
        return act.publish_version(actor=head, version_id=version.pk, valid_from=valid_from)

    return compiled


@pytest.fixture
def adopted(levels):
    """Adopts at a level, by two persons."""

    def adopted(*codes, level="city", choice=Choice.ADOPT, reason=""):
        agency = levels[level]
        handler = actor_in(agency, "handler")
        act.choose_items(actor=handler, choice=choice, item_codes=codes or None, reason=reason)
        return act.publish_adoptions(actor=actor_in(agency, "reviewer"))

    return adopted


def in_place(region, on=None):
    return [version.item.name for version in queries.published_versions(PUBLIC, region=region, on=on)]


def test_what_the_province_compiles_applies_below_only_once_it_is_adopted(compiled, adopted, levels):
    version = compiled()
    assert (version.item.level, version.item.region_id, version.item.compiled_by) == (
        "province", "140000", levels["province"],
    )  # fmt: skip
    assert in_place("140000") == ["食品经营许可检查"]
    assert queries.unpublished([version.pk], region="140100") == {version.pk}
    adopted()
    assert (in_place("140100"), in_place("140105")) == (["食品经营许可检查"], [])
    assert queries.unpublished([version.pk], region="140100") == set()


def test_an_adoption_waits_for_a_second_person(compiled, levels):
    compiled()
    handler = actor_in(levels["city"], "handler")
    assert act.choose_items(actor=handler, choice=Choice.ADOPT) == 1
    assert in_place("140100") == []
    assert Todo.objects.filter(step="review_adoptions", agency_id=levels["city"].pk, state="open").exists()
    both = replace(handler, permissions=handler.permissions | {"catalog.review"})
    with pytest.raises(NotAllowed):
        act.publish_adoptions(actor=both)
    with pytest.raises(NotFound):
        act.publish_adoptions(actor=actor_in(levels["county"], "reviewer"))
    act.publish_adoptions(actor=actor_in(levels["city"], "reviewer"))
    assert not Todo.objects.filter(step="review_adoptions", state="open").exists()
    assert {entry.action for entry in Entry.objects.filter(action__startswith="adoption.")} == {
        "adoption.chosen", "adoption.published",
    }  # fmt: skip


def test_adopting_a_whole_line_costs_the_same_for_one_item_and_for_many(compiled, levels):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            act.choose_items(actor=actor, choice=Choice.ADOPT)
            act.publish_adoptions(actor=reviewer)
        return len(seen)

    actor, reviewer = actor_in(levels["city"], "handler"), actor_in(levels["city"], "reviewer")
    compiled("事项一")
    first = cost()
    for number in range(12):
        compiled(f"事项甲{number}")
    assert cost() <= first
    assert Adoption.objects.filter(state=AdoptionState.PUBLISHED).count() == 13


def test_declining_takes_a_reason_and_ends_an_adoption(compiled, adopted):
    code = compiled().item.code
    with pytest.raises(RuleViolated) as caught:
        adopted(code, choice=Choice.DECLINE)
    assert (caught.value.code, bool(caught.value.citation)) == ("reason_missing", True)
    adopted(code)
    adopted(code, choice=Choice.DECLINE, reason="本市没有此类监管对象")
    assert in_place("140100") == []
    assert list(Adoption.objects.order_by("chosen_at", "pk").values_list("state", flat=True)) == ["ended", "published"]


def test_only_what_a_level_above_offers_to_this_level_is_adopted(compiled, adopted):
    local = compiled("本市事项", level="city").item.code
    for_counties = compiled("县级事项", text=replace(TEXT, apply_scope="区县")).item.code
    for code in (local, for_counties):
        with pytest.raises(NotFound):
            adopted(code, level="city")
    assert adopted(level="county") == 2


def test_what_a_level_above_compiled_is_neither_compiled_again_nor_changed_below(compiled, levels):
    version = compiled()
    handler = actor_in(levels["city"], "handler")
    with pytest.raises(RuleViolated) as caught:
        act.draft_item(actor=handler, agency_kind="SCJG", name=version.item.name, text=TEXT)
    assert caught.value.code == "item_exists_above"
    with pytest.raises(NotAllowed):
        act.retire_version(actor=actor_in(levels["city"], "head"), version_id=version.pk, reason="不用")
    again = act.draft_item(actor=handler, agency_kind="SCJG", name="本市夜市检查", text=TEXT)
    county = actor_in(levels["county"], "handler")
    act.draft_item(actor=county, agency_kind="SCJG", name="县里的检查", text=TEXT)
    assert (again.item.level, Item.objects.get(name="县里的检查").level) == ("city", "county")


def test_two_cities_may_each_have_an_item_of_the_same_name(levels, kinds):
    other = AgencyFactory(kind=kinds["SCJG"], region=place("140200", RegionLevel.CITY))
    for agency in (levels["city"], other):
        act.draft_item(actor=actor_in(agency, "handler"), agency_kind="SCJG", name="夜市检查", text=TEXT)
    assert Item.objects.filter(name="夜市检查").count() == 2


def test_retired_with_a_successor_which_places_adopt_anew(compiled, adopted, levels):
    old, new = compiled(), compiled("食品经营许可和备案检查")
    adopted(old.item.code)
    head = actor_in(levels["province"], "head")
    with pytest.raises(RuleViolated) as caught:
        act.retire_version(actor=head, version_id=old.pk, reason="合并", successor_code="SCJG-9999")
    assert caught.value.code == "successor_unknown"
    act.retire_version(actor=head, version_id=old.pk, reason="合并", successor_code=new.item.code)
    assert Item.objects.get(pk=old.item_id).successor == new.item
    assert in_place("140100") == []
    assert Adoption.objects.get().state == AdoptionState.ENDED


def test_what_is_not_public_is_kept_and_leaves_by_no_door(compiled, adopted, levels):
    secret = compiled("不公开的检查", text=replace(TEXT, secrecy="不公开"))
    adopted()
    reader = actor_in(levels["city"], "handler")
    key = replace(reader, via="api")
    for actor, count in ((reader, 1), (PUBLIC, 0), (key, 0)):
        assert queries.published_versions(actor).filter(pk=secret.pk).count() == count
    for actor in (PUBLIC, key):
        with pytest.raises(NotFound):
            queries.get_item(actor, secret.item.code)


def test_what_becomes_secret_leaves_with_its_earlier_versions(compiled):
    item = compiled().item
    compiled(text=replace(TEXT, secrecy="不公开"))
    assert list(queries.versions_of(PUBLIC, item)) == []


def test_the_list_of_any_day_stands_as_it_was(compiled, adopted, levels, today):
    first = compiled()
    adopted()
    today.move_to("2026-09-21 09:00+08:00")
    compiled(text=replace(TEXT, ratio_text="不低于 5%", object_kind="食品经营者"))
    compiled("新的检查")
    adopted()
    old = queries.published_versions(PUBLIC, on=date(2026, 9, 10), region="140100")
    assert [(version.item.name, version.number) for version in old] == [("食品经营许可检查", 1)]
    assert in_place("140100", date(2026, 8, 31)) == []
    found = queries.compare_days(PUBLIC, date(2026, 9, 10), date(2026, 9, 21), region="140100")
    assert found.counts == {"added": 1, "changed": 1, "removed": 0, "unchanged": 0}
    [change] = found.changed
    assert (change.before.pk, [(one.label, one.before, one.after) for one in change.fields]) == (
        first.pk, [("抽查比例", "不低于 3%", "不低于 5%")],
    )  # fmt: skip


def test_figures_tell_adoption_checklists_and_completeness_in_constant_queries(compiled, adopted, levels):
    def cost(**chosen):
        with CaptureQueriesContext(connection) as seen:
            figures = queries.quality_figures(reader, **chosen)
        return len(seen), {one.key: one for one in figures}

    reader = actor_in(levels["city"], "handler")
    codes = [compiled(f"事项{number}").item.code for number in range(4)]
    compiled("本市事项", level="city")
    adopted(codes[0])
    few, by_place = cost(agency_kind="SCJG")
    city = by_place["140100"]
    assert (city.offered, city.adopted, city.open, city.compiled) == (4, 1, 3, 1)
    assert (city.adoption_rate, city.checklist_rate, city.completeness) == (25.0, 0.0, 20.0)
    for number in range(8):
        compiled(f"又一事项{number}")
    adopted()
    many, by_place = cost(agency_kind="SCJG")
    assert (many, by_place["140100"].adoption_rate) == (few, 100.0)
    _, by_department = cost(region="140100")
    assert by_department["SCJG"].adopted == 12
    _, whole = cost()
    assert (whole["SCJG"].offered, whole["SCJG"].adopted) == (25, 12)
