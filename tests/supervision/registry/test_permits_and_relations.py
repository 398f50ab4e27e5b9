"""Permits hold by their dates, relations are seen from both sides, and both keep what was."""

from datetime import date

import pytest
from django.db.models import ProtectedError

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.choices import PermitState, RelationKind
from tongjian.supervision.registry.models import Entity, Permit, Relation
from tongjian.supervision.registry.operations import (
    Licence,
    add_permit,
    correct_permit,
    end_permit,
    end_relation,
    merge_entities,
    relate_entities,
)

CODES = [make_uscc("91", "140105", f"DEM0000{number}") for number in range(3)]
FOOD = {"kind": "食品经营许可证", "number": "JY11401050000001", "issuer": "小店区审批局"}
SPAN = {"valid_from": date(2025, 1, 1), "last_day": date(2026, 1, 31)}


@pytest.fixture
def entities(bring_in):
    rows = "".join(f"商行{number},{code},太原市小店区样例路{number}号\n" for number, code in enumerate(CODES))
    bring_in(f"名称,信用代码,地址\n{rows}")
    return list(Entity.objects.order_by("name"))


@pytest.fixture
def entity(entities):
    return entities[0]


@pytest.fixture
def handler(county):
    return actor_in(county)


@pytest.fixture
def stranger(regions):
    return actor_in(AgencyFactory(region=RegionFactory(code="140213")))


@pytest.fixture
def permit(entity, handler):
    return add_permit(actor=handler, entity_id=entity.pk, licence=Licence(**FOOD, **SPAN))


def test_a_permit_is_recorded_and_linked_to_an_agency_of_that_name(entity, handler, county):
    licence = Licence(**{**FOOD, "issuer": county.name})

    permit = add_permit(actor=handler, entity_id=entity.pk, licence=licence)

    assert (permit.agency, permit.recorded_by) == (county, handler.user_id)
    assert FOOD["number"] not in Entry.objects.get(action="registry.permit_added").data
    with pytest.raises(ProtectedError):
        entity.delete()


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2024, 12, 31), PermitState.AHEAD), (date(2025, 1, 1), PermitState.VALID),
        (date(2026, 1, 31), PermitState.VALID), (date(2026, 2, 1), PermitState.EXPIRED),
    ],
)  # fmt: skip
def test_the_state_of_a_permit_follows_from_the_day(day, state):
    assert Permit(**FOOD, **SPAN).state_on(day) == state
    assert Permit(**FOOD, **SPAN, ended_on=day).state_on(day) == PermitState.ENDED


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": " "}, "kind_missing"),
        ({"number": ""}, "number_missing"),
        ({"issuer": "局" * 101}, "value_refused"),
        ({"last_day": date(2024, 1, 1)}, "until_before_from"),
        ({}, "permit_known"),
    ],
)
def test_a_permit_that_is_not_right_is_refused(entity, handler, permit, given, code):
    with pytest.raises(RuleViolated) as refused:
        add_permit(actor=handler, entity_id=entity.pk, licence=Licence(**{**FOOD, **SPAN, **given}))

    assert (refused.value.code, Permit.objects.count()) == (code, 1)


def test_a_permit_is_corrected_ended_and_then_left_alone(entity, handler, permit):
    act = {"actor": handler, "entity_id": entity.pk, "permit_id": permit.pk}
    longer = Licence(**{**FOOD, **SPAN, "last_day": date(2031, 1, 31)})

    assert correct_permit(**act, licence=longer, reason="延续").last_day == date(2031, 1, 31)
    with pytest.raises(RuleViolated, match="没有改动"):
        correct_permit(**act, licence=longer, reason="延续")
    with pytest.raises(RuleViolated, match="早于有效期"):
        end_permit(**act, on=date(2024, 1, 1), reason="撤销")
    end_permit(**act, on=date(2026, 3, 1), reason="撤销决定〔2026〕1号")
    with pytest.raises(IllegalTransition):
        end_permit(**act, on=date(2026, 3, 1), reason="再来")
    with pytest.raises(IllegalTransition):
        correct_permit(**act, licence=longer, reason="延续")
    assert add_permit(actor=handler, entity_id=entity.pk, licence=longer), "a new one of the same number may follow"


def test_permits_need_sight_and_right(entity, county, stranger, permit):
    with pytest.raises(NotFound):
        add_permit(actor=stranger, entity_id=entity.pk, licence=Licence(**FOOD))
    with pytest.raises(NotFound):
        queries.get_permit(stranger, entity.pk, permit.pk)
    with pytest.raises(NotAllowed):
        add_permit(actor=actor_in(county, Role.HEAD), entity_id=entity.pk, licence=Licence(**FOOD))


def test_a_relation_is_seen_from_both_sides_by_those_who_see_both(entities, handler):
    branch, parent, _ = entities

    relate_entities(actor=handler, entity_id=branch.pk, other_id=parent.pk, kind=RelationKind.BRANCH_OF)

    assert queries.relations_of(handler, branch).get() == queries.relations_of(handler, parent).get()
    Entity.objects.filter(pk=parent.pk).update(region="140106")
    assert not queries.relations_of(handler, branch).exists()


def test_a_relation_that_is_not_right_is_refused(entities, handler, county, stranger):
    branch, parent, third = entities
    act = {"actor": handler, "kind": RelationKind.BRANCH_OF}
    relate_entities(**act, entity_id=branch.pk, other_id=parent.pk)

    for code, entity, other in (
        ("same_row", branch, branch),
        ("related_already", branch, parent),
        ("branch_of_one", branch, third),
        ("branch_of_own_branch", parent, branch),
    ):
        with pytest.raises(RuleViolated) as refused:
            relate_entities(**act, entity_id=entity.pk, other_id=other.pk)
        assert refused.value.code == code
    with pytest.raises(RuleViolated, match="没有这种关系"):
        relate_entities(actor=handler, entity_id=branch.pk, other_id=third.pk, kind="friend")
    with pytest.raises(NotFound):
        relate_entities(**{**act, "actor": stranger}, entity_id=branch.pk, other_id=third.pk)
    with pytest.raises(NotAllowed):
        head = actor_in(county, Role.HEAD)
        relate_entities(**{**act, "actor": head}, entity_id=third.pk, other_id=parent.pk)


def test_an_ended_relation_is_kept(entities, handler, stranger):
    shop, mill, _ = entities
    made = relate_entities(
        actor=handler, entity_id=mill.pk, other_id=shop.pk, kind=RelationKind.SUPPLIER_OF, valid_from=date(2026, 1, 1)
    )
    act = {"actor": handler, "entity_id": mill.pk, "relation_id": made.pk, "reason": "合同到期"}

    with pytest.raises(RuleViolated, match="早于开始"):
        end_relation(**act, until=date(2025, 1, 1))
    with pytest.raises(NotFound):
        end_relation(**{**act, "actor": stranger}, until=date(2026, 6, 1))
    end_relation(**act, until=date(2026, 6, 1))

    assert Relation.objects.get().valid_until == date(2026, 6, 1)
    with pytest.raises(IllegalTransition):
        end_relation(**act, until=date(2026, 6, 1))


def test_permits_of_a_merged_row_are_those_of_the_one_that_is_kept(entities, handler, permit):
    loser, winner, _ = entities
    Entity.objects.filter(pk=loser.pk).update(uscc="")

    merge_entities(actor=handler, winner_id=winner.pk, loser_id=loser.pk, reason="同一店铺")

    assert queries.permits_of(winner).get() == permit
    with pytest.raises(IllegalTransition):
        add_permit(actor=handler, entity_id=loser.pk, licence=Licence(**{**FOOD, "number": "2"}))


def test_a_list_by_permit_and_by_when_it_runs_out(entity, entities, handler, permit):
    def found(**wanted):
        return list(queries.list_entities(handler, queries.EntityFilter(**wanted)))

    assert found(permit="食品经营") == found(permit_until=date(2026, 2, 1)) == [entity]
    assert found(permit="危险化学品") == found(permit_until=date(2026, 1, 31)) == []
    end_permit(actor=handler, entity_id=entity.pk, permit_id=permit.pk, on=date(2025, 6, 1), reason="注销")
    assert found(permit="食品经营") == []
