"""From draft to the day a handbook stops: two persons, one edition in force, nothing backdated."""

from dataclasses import replace
from datetime import date

import pytest

from tests.foundation.org.factories import UserFactory
from tests.supervision.handbooks.factories import (
    MARKET,
    change_item,
    lead_in,
    line_about,
    make_handbook,
    make_published,
    make_submitted,
)
from tests.supervision.planning.factories import actor_of
from tongjian.foundation.casework.models import Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.supervision.catalog.models import Item, ItemVersion
from tongjian.supervision.handbooks import operations as act
from tongjian.supervision.handbooks import queries
from tongjian.supervision.handbooks.choices import EditionState
from tongjian.supervision.handbooks.models import Line
from tongjian.supervision.handbooks.queries import HandbookFilter
from tongjian.supervision.scenarios.models import ScenarioVersion

pytestmark = pytest.mark.engine("sqlite")


def head_in(city):
    return lead_in(city, Role.HEAD)


def test_a_new_one_gets_a_code_of_its_place_and_its_first_draft(city):
    edition = make_handbook(city)
    assert (edition.handbook.code, edition.number, edition.state) == ("HGSC-140100-001", 1, EditionState.DRAFT)
    assert '"items":["SCJG-001-v1","XF-002-v1"]' in Entry.objects.get(action="handbook.drafted").data


def test_a_scenario_has_one_handbook(city):
    edition = make_handbook(city, has_scenario=True)
    with pytest.raises(Conflict, match="已有合规手册"):
        act.draft_handbook(actor=lead_in(city), title="又一本", scenario_code=edition.handbook.scenario.code)


def test_a_second_person_publishes_it(city):
    edition = make_submitted(city)
    assert Todo.objects.get(step="review_handbook").agency == city.market
    author = replace(head_in(city), user_id=edition.created_by)
    with pytest.raises(NotAllowed, match="编制人不能审核"):
        act.publish_handbook(actor=author, edition_id=edition.pk)
    with pytest.raises(NotAllowed, match="没有审核"):
        act.publish_handbook(actor=lead_in(city), edition_id=edition.pk)
    done = act.publish_handbook(actor=head_in(city), edition_id=edition.pk)
    assert (done.state, done.valid_from) == (EditionState.PUBLISHED, date(2026, 11, 23))
    assert Todo.objects.get(step="review_handbook").state == "done"
    assert done.digest in Entry.objects.get(action="handbook.published").data
    with pytest.raises(IllegalTransition):
        act.publish_handbook(actor=head_in(city), edition_id=edition.pk)


def test_whoever_rewrote_a_single_line_is_no_second_person(city):
    edition, other = make_handbook(city), lead_in(city)
    act.edit_line(actor=other, line_id=line_about(edition, "台账").pk, text="记账。")
    act.submit_handbook(actor=lead_in(city), edition_id=edition.pk)
    with pytest.raises(NotAllowed, match="改写过"):
        act.publish_handbook(actor=replace(head_in(city), user_id=other.user_id), edition_id=edition.pk)


def test_what_comes_back_is_mended_by_its_author(city):
    author, head = replace(lead_in(city), user_id=UserFactory().pk), head_in(city)
    edition = act.draft_handbook(actor=author, title="手册", industries=["F5265"])
    act.submit_handbook(actor=author, edition_id=edition.pk)
    with pytest.raises(RuleViolated, match="意见"):
        act.return_handbook(actor=head, edition_id=edition.pk, note=" ")
    assert act.return_handbook(actor=head, edition_id=edition.pk, note="补充依据").state == EditionState.DRAFT
    assert Todo.objects.get(step="mend_handbook").user_id == author.user_id


@pytest.mark.parametrize("make", [make_submitted, make_published])
def test_only_a_draft_changes(city, make):
    edition, lead = make(city), lead_in(city)
    line = Line.objects.filter(edition=edition).first()
    for refused in (
        lambda: act.edit_line(actor=lead, line_id=line.pk, text="改"),
        lambda: act.add_line(actor=lead, edition_id=edition.pk, chapter="staff", text="x", basis="y"),
        lambda: act.regenerate_edition(actor=lead, edition_id=edition.pk),
        lambda: act.describe_edition(actor=lead, edition_id=edition.pk, title="改"),
        lambda: act.remove_line(actor=lead, line_id=line.pk),
    ):
        with pytest.raises(NotAllowed, match="只有草稿可以修改"):
            refused()


def test_what_is_published_stays_as_it_was_when_items_and_scenario_change(city):
    edition = make_published(city, has_scenario=True)
    before = queries.lines_of(head_in(city), edition)
    change_item(city.market_item, "全新的要点。")
    ScenarioVersion.objects.update(name="改了名")
    act.begin_edition(actor=lead_in(city), handbook_id=edition.handbook_id)
    after = queries.lines_of(head_in(city), edition)
    assert [one.words for one in after] == [one.words for one in before]
    assert queries.digest_of(after) == edition.digest


def test_the_next_edition_ends_the_one_before_on_its_first_day(city, clock):
    first, lead, head = make_published(city), lead_in(city), head_in(city)
    with pytest.raises(NotFound):
        act.begin_edition(actor=actor_of(city.fire, Role.HANDLER), handbook_id=Item.objects.first().pk)
    second = act.begin_edition(actor=lead, handbook_id=first.handbook_id)
    with pytest.raises(Conflict, match="正在编制"):
        act.begin_edition(actor=lead, handbook_id=first.handbook_id)
    act.submit_handbook(actor=lead, edition_id=second.pk)
    with pytest.raises(RuleViolated, match="早于今天"):
        act.publish_handbook(actor=head, edition_id=second.pk, valid_from=date(2026, 11, 22))
    act.publish_handbook(actor=head, edition_id=second.pk, valid_from=date(2026, 12, 1))
    first.refresh_from_db()
    assert (first.state, first.valid_until) == (EditionState.SUPERSEDED, date(2026, 12, 1))
    assert [one.number for one in queries.public_editions()] == [1]
    assert queries.editions_of(Actor.public(), first.handbook).count() == 1
    clock.move_to("2026-12-01T10:00:00+08:00")
    assert [one.number for one in queries.public_editions()] == [2]


def test_v02_a_handbook_of_items_no_longer_in_force_is_neither_handed_in_nor_published(city):
    edition = make_handbook(city)
    change_item(city.market_item, *MARKET)
    with pytest.raises(RuleViolated, match="请重新生成") as refused:
        act.submit_handbook(actor=lead_in(city), edition_id=edition.pk)
    assert refused.value.code == "V02"
    act.regenerate_edition(actor=lead_in(city), edition_id=edition.pk)
    act.submit_handbook(actor=lead_in(city), edition_id=edition.pk)
    ItemVersion.objects.update(valid_until=date(2026, 12, 1))
    with pytest.raises(RuleViolated, match="请重新生成"):
        act.publish_handbook(actor=head_in(city), edition_id=edition.pk, valid_from=date(2026, 12, 1))


def test_an_item_that_became_secret_is_not_published_in_it(city):
    edition = make_submitted(city)
    Item.objects.filter(pk=city.fire_item.item_id).update(is_restricted=True)
    with pytest.raises(RuleViolated, match="不公开"):
        act.publish_handbook(actor=head_in(city), edition_id=edition.pk)


def test_each_line_rests_on_something_before_anybody_reviews_it(city):
    city.fire_item.legal_basis = ""
    city.fire_item.save()
    edition = make_handbook(city)
    with pytest.raises(RuleViolated, match="没有依据") as refused:
        act.submit_handbook(actor=lead_in(city), edition_id=edition.pk)
    assert "第9项" in refused.value.citation
    for line in Line.objects.filter(edition=edition, basis=""):
        act.edit_line(actor=lead_in(city), line_id=line.pk, is_left_out=True)
    assert act.submit_handbook(actor=lead_in(city), edition_id=edition.pk).state == EditionState.REVIEW


def test_stopping_ends_it_and_the_public_is_told_the_last_one(city):
    edition = make_published(city)
    with pytest.raises(RuleViolated, match="理由"):
        act.stop_handbook(actor=head_in(city), edition_id=edition.pk, reason=" ")
    act.stop_handbook(actor=head_in(city), edition_id=edition.pk, reason="行业取消")
    assert not queries.public_editions().exists()
    assert queries.current_edition(Actor.public(), edition.handbook) == edition


def test_others_see_what_is_published_and_nobody_outside_sees_more(city):
    draft, fire = make_handbook(city), actor_of(city.fire, Role.HANDLER)
    with pytest.raises(NotFound):
        queries.get_handbook(fire, draft.handbook.code)
    act.submit_handbook(actor=lead_in(city), edition_id=draft.pk)
    with pytest.raises(NotFound):
        queries.get_handbook(Actor.public(), draft.handbook.code)
    assert queries.get_handbook(city.coordinator, draft.handbook.code) == draft.handbook
    act.publish_handbook(actor=head_in(city), edition_id=draft.pk)
    assert queries.get_handbook(fire, draft.handbook.code) == draft.handbook
    assert queries.get_handbook(Actor.public(), draft.handbook.code) == draft.handbook


def test_the_public_finds_it_by_industry_place_and_item(city):
    make_published(city, industries=["F5265"])
    found = [
        queries.public_editions(industry="F52").count(),
        queries.public_editions(industry="f5265").count(),
        queries.public_editions(industry="H62").count(),
        queries.public_editions(region="140105").count(),
        queries.public_editions(region="140200").count(),
        queries.public_editions(item=city.market_item.item.code).count(),
        queries.public_editions(item="SCJG-999").count(),
        queries.public_editions(text="加油站").count(),
    ]
    assert found == [1, 1, 0, 1, 0, 1, 0, 1]


def test_the_list_of_a_day_shows_what_was_in_force_then(city):
    make_published(city)
    seen = head_in(city)
    assert queries.list_editions(seen, HandbookFilter(on=date(2026, 11, 23))).get().shown == 4
    assert not queries.list_editions(seen, HandbookFilter(on=date(2026, 11, 22))).exists()
