"""From the proposal to the list: who proposes, what it is scored by, who agrees."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.foundation.org.factories import UserFactory
from tests.supervision.inspections.factories import VisitFactory
from tests.supervision.key_items.factories import (
    DEPARTMENTS,
    content_of,
    given,
    head_of_bureau,
    lead_in,
    make_draft,
    make_published,
    make_scored,
    make_submitted,
)
from tests.supervision.planning.factories import actor_of, make_agency, make_item
from tests.supervision.scenarios.factories import make_published as make_scenario
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook.models import Parameter
from tongjian.supervision.inspections.models import ItemResult, VisitItem, VisitTeam
from tongjian.supervision.key_items import operations, queries
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.operations import GivenScore
from tongjian.supervision.key_items.queries import Department, KeyItemFilter

pytestmark = pytest.mark.django_db


class TestProposing:
    def test_the_lead_or_the_coordinator_proposes_and_every_area_of_the_policy_is_offered(self, city):
        version = make_draft(city)
        assert (version.key_item.code, version.state) == ("ZDSX-140100-001", "draft")
        other = operations.draft_key_item(actor=city.coordinator, content=content_of(city, area="gas"))
        assert other.key_item.code == "ZDSX-140100-002"
        assert len(queries.areas()) == 8
        assert Entry.objects.filter(action="key_item.drafted").count() == 2

    def test_a_department_proposes_only_what_it_leads_itself(self, city):
        with pytest.raises(NotAllowed):
            operations.draft_key_item(actor=actor_of(city.fire, Role.HANDLER), content=content_of(city))
        with pytest.raises(NotAllowed):
            operations.draft_key_item(actor=lead_in(city, Role.INSPECTOR), content=content_of(city))

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"name": " "}, "key_item_name_missing"),
            ({"area": "weather"}, "area_unknown"),
            ({"departments": DEPARTMENTS[1:]}, "lead_missing"),
            ({"departments": (*DEPARTMENTS, Department("city", "XF", "lead"))}, "department_twice"),
            ({"departments": (*DEPARTMENTS, Department("city", "SP", "lead"))}, "lead_twice"),
            ({"departments": (*DEPARTMENTS, Department("province", "SP", "lead"))}, "level_above"),
            ({"departments": (*DEPARTMENTS, Department("city", "XX"))}, "department_not_found"),
            ({"departments": (*DEPARTMENTS, Department("city", "SP", "informed"))}, "role_unknown"),
        ],
    )
    def test_what_cannot_be_is_refused(self, city, changes, code):
        with pytest.raises(RuleViolated) as error:
            make_draft(city, **changes)
        assert error.value.code == code

    def test_a_draft_is_invisible_elsewhere_and_what_is_listed_is_not(self, city):
        draft = make_draft(city)
        fire = actor_of(city.fire, Role.HANDLER)
        with pytest.raises(NotFound):
            operations.score_key_item(actor=fire, version_id=draft.pk, given=given())
        assert not queries.list_versions(fire, KeyItemFilter())
        listed = make_published(city)
        assert [one.pk for one in queries.list_versions(fire, KeyItemFilter())] == [listed.pk]


class TestScoring:
    def test_the_total_weighs_what_a_person_confirmed_and_says_what_each_brings(self, city):
        version = make_scored(city)
        assert version.total == Decimal("72.0")
        assert version.threshold == 60
        brought = {share.score.criterion: share.brings for share in queries.shares_of(version)}
        assert brought == {"risk": 24, "attention": 16, "departments": 8, "incidents": 16, "blank": 8}
        assert queries.qualifies(version)

    def test_the_figures_propose_and_a_person_who_differs_gives_a_reason(self, city):
        draft = make_draft(city)
        proposals = queries.proposals(lead_in(city), draft, queries.criteria("140100"))
        assert (proposals["departments"].points, "incidents" in proposals) == (2, False)
        as_proposed = {**given(), "departments": GivenScore(2)}
        assert operations.score_key_item(actor=lead_in(city), version_id=draft.pk, given=as_proposed).total == 72
        for wrong, code in (
            ({"departments": GivenScore(3)}, "score_unexplained"),
            ({"risk": GivenScore(4)}, "score_unexplained"),
            ({"risk": GivenScore(6, "很高")}, "score_outside"),
        ):
            with pytest.raises(RuleViolated) as error:
                operations.score_key_item(actor=lead_in(city), version_id=draft.pk, given={**given(), **wrong})
            assert error.value.code == code
        with pytest.raises(RuleViolated):
            operations.score_key_item(actor=lead_in(city), version_id=draft.pk, given={})

    def test_what_the_checks_found_proposes_points_once_there_is_enough_of_it(self, city):
        Parameter.objects.filter(code="key_items.incidents_least").update(value="4")
        draft = make_draft(city)
        check(city, failed=1, passed=3)
        found = queries.proposals(lead_in(city), draft, queries.criteria("140100"))["incidents"]
        assert (found.points, found.figure) == (5, "近一年检查结果 4 项，其中不合格 1 项")

    def test_below_the_threshold_it_says_why_it_is_listed_all_the_same(self, city):
        low = make_scored(city, {"risk": 2, "attention": 2})
        with pytest.raises(RuleViolated) as error:
            operations.submit_key_item(actor=lead_in(city), version_id=low.pk)
        assert (error.value.code, error.value.citation) == ("below_threshold", "晋政办发〔2023〕39号第2条")
        done = operations.submit_key_item(actor=lead_in(city), version_id=low.pk, exception="省里统一部署")
        assert (done.state, done.exception) == ("review", "省里统一部署")

    def test_the_greatest_risk_suffices_by_itself(self, city):
        alone = make_scored(city, {"risk": 5, "attention": 0, "incidents": 0, "blank": 0})
        assert alone.total < alone.threshold
        assert [one.criterion for one in queries.sufficient_alone(alone)] == ["risk"]
        assert operations.submit_key_item(actor=lead_in(city), version_id=alone.pk).exception == ""

    def test_what_it_was_scored_on_changed_so_it_is_scored_anew(self, city):
        version = make_scored(city)
        same = content_of(city, name="食品安全")
        operations.revise_key_item(actor=lead_in(city), key_item_id=version.key_item_id, content=same)
        assert KeyItemVersion.objects.get().scored_at is not None
        more = content_of(city, item_ids=(city.market_item.item_id, city.fire_item.item_id))
        operations.revise_key_item(actor=lead_in(city), key_item_id=version.key_item_id, content=more)
        with pytest.raises(RuleViolated) as error:
            operations.submit_key_item(actor=lead_in(city), version_id=version.pk)
        assert error.value.code == "score_missing"


class TestAgreeing:
    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"item_ids": ()}, "items_missing"),
            ({"reason": ""}, "reason_missing"),
            ({"departments": DEPARTMENTS[:2]}, "lead_missing"),
            ({"departments": (DEPARTMENTS[0], DEPARTMENTS[2])}, "cooperation_missing"),
        ],
    )
    def test_nobody_is_asked_about_half_a_proposal(self, city, changes, code):
        version = make_scored(city, **changes)
        with pytest.raises(RuleViolated) as error:
            operations.submit_key_item(actor=lead_in(city), version_id=version.pk)
        assert error.value.code == code

    def test_items_out_of_force_are_neither_handed_in_nor_published(self, city):
        scored, submitted = make_scored(city), make_submitted(city)
        city.market_item.state = "retired"
        city.market_item.valid_until = city.market_item.valid_from
        city.market_item.save()
        with pytest.raises(RuleViolated) as error:
            operations.submit_key_item(actor=lead_in(city), version_id=scored.pk)
        assert error.value.code == "V02"
        with pytest.raises(RuleViolated) as error:
            operations.publish_key_item(actor=lead_in(city, Role.HEAD), version_id=submitted.pk)
        assert error.value.code == "V02"

    def test_a_second_person_agrees_and_the_year_begins(self, city):
        version = make_submitted(city)
        assert Todo.objects.get(step="review_key_item").agency == city.market
        with pytest.raises(NotAllowed):
            operations.publish_key_item(actor=lead_in(city), version_id=version.pk)
        author = actor_of(city.market, Role.HEAD)
        KeyItemVersion.objects.update(created_by=author.user_id)
        with pytest.raises(NotAllowed):
            operations.publish_key_item(actor=author, version_id=version.pk)
        done = operations.publish_key_item(actor=head_of_bureau(city), version_id=version.pk)
        assert done.state == "published"
        clock = Clock.objects.get(parameter_code="key_items.review")
        assert (clock.agency, clock.due_at.year) == (city.market, 2027)
        with pytest.raises(IllegalTransition):
            operations.return_key_item(actor=head_of_bureau(city), version_id=version.pk, note="再看")

    def test_what_the_coordinator_proposed_is_for_the_lead_to_agree_to(self, city):
        draft = operations.draft_key_item(actor=city.coordinator, content=content_of(city))
        operations.score_key_item(actor=city.coordinator, version_id=draft.pk, given=given())
        operations.submit_key_item(actor=city.coordinator, version_id=draft.pk)
        assert Todo.objects.get(step="review_key_item").agency == city.market
        operations.publish_key_item(actor=lead_in(city, Role.HEAD), version_id=draft.pk)

    def test_what_comes_back_goes_to_its_author(self, city):
        version = make_submitted(city)
        author = UserFactory()
        KeyItemVersion.objects.update(created_by=author.pk)
        with pytest.raises(RuleViolated):
            operations.return_key_item(actor=head_of_bureau(city), version_id=version.pk, note=" ")
        operations.return_key_item(actor=head_of_bureau(city), version_id=version.pk, note="补充理由")
        assert Todo.objects.get(step="mend_key_item").user == author

    def test_a_scenario_can_be_a_key_item_and_its_items_bear_the_mark(self, city):
        scenario = make_scenario(city)
        version = make_published(city, item_ids=(), scenario_version_id=scenario.pk)
        assert [one.pk for one in queries.key_items_with(city.fire_item.item)] == [version.pk]
        marked = queries.with_marks(type(city.fire_item).objects.order_by("item__code"), only=True)
        assert [one.item_id for one in marked] == [city.market_item.item_id, city.fire_item.item_id]
        with pytest.raises(RuleViolated) as error:
            make_draft(city, scenario_version_id=city.fire_item.pk)
        assert error.value.code == "scenario_not_found"


class TestPlaces:
    def test_each_department_is_named_in_its_place_and_where_it_is_missing(self, city):
        make_agency("SCJG", "市场监督管理", region="140105")
        seats = queries.seats_of(make_draft(city))
        said = [
            (one.responsibility.level, one.responsibility.agency_kind_id, len(one.agencies), one.missing)
            for one in seats
        ]
        assert said == [
            ("city", "SCJG", 1, ()),
            ("city", "XF", 1, ()),
            ("county", "SCJG", 1, ()),
            ("county", "XF", 0, ("小店区",)),
        ]
        assert [one.unknown for one in seats] == [0, 0, 1, 1], "of 迎泽区 no agency at all is on file"

    def test_areas_without_a_key_item_show_as_a_gap(self, city):
        make_published(city)
        make_draft(city, area="gas")
        counts = {one.code: (one.listed, one.open) for one in queries.count_areas(lead_in(city), "140100")}
        assert counts["food"] == (1, 0)
        assert counts["gas"] == (0, 1)
        assert counts["drug"] == (0, 0)

    def test_the_standing_counts_what_is_on_the_list_of_the_same_place(self, city):
        first = make_published(city)
        second = make_published(city, points={"risk": 5})
        make_published(city, points={"risk": 5, "attention": 5}, item_ids=(make_item(city.market, "另一项").item_id,))
        assert queries.standing_of(queries.get_version(lead_in(city), first.pk)) == queries.Standing(3, 3)
        assert queries.standing_of(queries.get_version(lead_in(city), second.pk)) == queries.Standing(2, 3)


def check(city, *, failed, passed):
    """Results of visits, as the inspections keep them."""
    for outcome in ["fail"] * failed + ["pass"] * passed:
        visit = VisitFactory(entity=city.entities[0])
        team = VisitTeam.objects.create(visit=visit, agency=city.market, role="lead")
        item = VisitItem.objects.create(team=team, item_version=city.market_item)
        earlier, now = timezone.now() - timedelta(days=1), timezone.now()
        ItemResult.objects.create(item=item, outcome="fail", by=team.pk, at=earlier)
        ItemResult.objects.create(item=item, outcome=outcome, by=team.pk, at=now)
