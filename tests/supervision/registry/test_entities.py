"""Entities are seen by those whose region they are in, corrected with a reason, and kept from related officers."""

import pytest

from tests.foundation.org.factories import AgencyFactory, OfficerFactory, RegionFactory, actor_in
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Entity
from tongjian.supervision.registry.operations import correct_entity, declare_interest, end_interest
from tongjian.supervision.registry.queries import EntityFilter

USCC = make_uscc("91", "140105", "DEM00001")


@pytest.fixture
def entity(bring_in):
    bring_in(f"名称,信用代码,地址,行业\n甲（太原）商行,{USCC},太原市小店区样例路1号,F52\n")
    return Entity.objects.get()


@pytest.fixture
def handler(county):
    return actor_in(county)


@pytest.fixture
def stranger(regions):
    return actor_in(AgencyFactory(region=RegionFactory(code="140213")))


def names(actor, **wanted):
    return list(queries.list_entities(actor, EntityFilter(**wanted)).values_list("name", flat=True))


def test_entities_are_seen_by_their_region_and_those_above(entity, handler, stranger):
    city = actor_in(AgencyFactory(region=RegionFactory(code="140100")))

    assert [len(names(actor)) for actor in (handler, city, stranger, Actor.public())] == [1, 1, 0, 0]
    with pytest.raises(NotFound):
        queries.get_entity(stranger, entity.pk)


def test_an_operator_sees_no_entity(entity, county):
    assert names(actor_in(county, Role.OPERATOR)) == []


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [
        ({"words": "太"}, True), ({"words": "甲(太原)"}, True), ({"words": "乙"}, False), ({"words": USCC}, True),
        ({"words": USCC[:8].lower()}, True), ({"kind": "enterprise"}, True), ({"kind": "cooperative"}, False),
        ({"region": "140100"}, True), ({"region": "140106"}, False), ({"status": "active"}, True),
        ({"status": "revoked"}, False), ({"industry": "F"}, True), ({"industry": "F51"}, False),
        ({"words": "（）"}, False),
    ],
)  # fmt: skip
def test_filters(entity, handler, wanted, is_found):
    assert names(handler, **wanted) == (["甲（太原）商行"] if is_found else [])


def test_an_entity_is_found_by_its_code_however_it_is_written(entity, handler):
    assert queries.find_by_uscc(handler, f" {USCC[:9]} {USCC[9:].lower()}") == entity
    assert queries.find_by_uscc(handler, "") is None


@pytest.mark.parametrize(
    ("scope", "is_in"),
    [
        ({}, True), ({"regions": ["140105"]}, True), ({"regions": ["140106", "140200"]}, False),
        ({"kinds": ["enterprise"]}, True), ({"kinds": ["cooperative"]}, False), ({"industries": ["F5", "H"]}, True),
        ({"industries": ["H"]}, False), ({"words": ["(太原)", "药店"]}, True), ({"words": ["药店"]}, False),
    ],
)  # fmt: skip
def test_a_demand_takes_what_is_in_its_scope(entity, scope, is_in):
    assert list(queries.entities_in_scope(scope, "140000")) == ([entity] if is_in else [])


def test_a_demand_takes_only_active_entities_of_its_region(entity):
    assert not queries.entities_in_scope({}, "140200").exists()
    Entity.objects.update(status="revoked")
    assert not queries.entities_in_scope({}, "140100").exists()


def test_a_correction_changes_facts_keeps_the_former_name_and_names_its_source(entity, handler):
    changed = correct_entity(
        actor=handler, entity_id=entity.pk, reason=" 营业执照变更 ",
        changes={"name": "乙商行", "address": "太原市小店区新址9号", "established_on": "2004-02-17"},
    )  # fmt: skip

    assert (changed.name, changed.former_names.get().name) == ("乙商行", "甲（太原）商行")
    assert changed.premises.get().address == "太原市小店区新址9号"
    sources = queries.sources_of(changed)
    assert {field for field, source in sources.items() if source.user_id} == {"name", "address", "established_on"}
    entry = Entry.objects.get(action="registry.entity_corrected")
    assert "乙商行" not in entry.data
    assert "营业执照变更" in entry.data


@pytest.mark.parametrize(
    ("changes", "reason", "code"),
    [
        ({"name": ""}, "核对", "value_refused"),
        ({"name": "乙" * 201}, "核对", "value_refused"),
        ({"status": "gone"}, "核对", "value_refused"),
        ({"region": "999999"}, "核对", "value_refused"),
        ({"established_on": "2999-01-01"}, "核对", "value_refused"),
        ({"established_on": "昨天"}, "核对", "value_refused"),
        ({"uscc": "1"}, "核对", "field_unknown"),
        ({"name": "乙商行"}, "  ", "reason_missing"),
        ({"name": "甲（太原）商行"}, "核对", "nothing_changed"),
    ],
)
def test_a_correction_that_is_not_right_is_refused(entity, handler, changes, reason, code):
    with pytest.raises(RuleViolated) as refused:
        correct_entity(actor=handler, entity_id=entity.pk, changes=changes, reason=reason)

    assert refused.value.code == code
    assert Entity.objects.get().name == "甲（太原）商行"


def test_correcting_needs_sight_and_right(entity, stranger, county):
    with pytest.raises(NotFound):
        correct_entity(actor=stranger, entity_id=entity.pk, changes={"name": "乙"}, reason="核对")
    with pytest.raises(NotAllowed):
        correct_entity(actor=actor_in(county, Role.HEAD), entity_id=entity.pk, changes={"name": "乙"}, reason="核对")


def test_a_declared_interest_recuses_the_officer_until_it_ends(entity, handler, county):
    officer = OfficerFactory(agency=county)

    interest = declare_interest(actor=handler, entity_id=entity.pk, officer_id=officer.pk, reason="亲属任职")

    assert queries.recusals([entity.pk]) == {entity.pk: {officer.pk}}
    assert "亲属" not in Entry.objects.get(action="registry.interest_declared").data
    end_interest(actor=handler, interest_id=interest.pk, reason="已离职")
    assert queries.recusals([entity.pk]) == {}
    with pytest.raises(IllegalTransition):
        end_interest(actor=handler, interest_id=interest.pk, reason="已离职")


def test_an_officer_declares_in_person(entity, county):
    officer = OfficerFactory(agency=county)
    inspector = actor_in(county, Role.INSPECTOR, officer_id=officer.pk)

    assert declare_interest(actor=inspector, entity_id=entity.pk, officer_id=officer.pk, reason="亲属任职")


def test_an_interest_is_declared_once_with_a_reason_and_for_ones_own_agency(entity, handler, county):
    officer, other = OfficerFactory(agency=county), OfficerFactory(agency=AgencyFactory(kind__code="WJW"))

    with pytest.raises(RuleViolated, match="什么关系"):
        declare_interest(actor=handler, entity_id=entity.pk, officer_id=officer.pk, reason=" ")
    with pytest.raises(NotAllowed, match="四十三条"):
        declare_interest(actor=handler, entity_id=entity.pk, officer_id=other.pk, reason="亲属")
    declare_interest(actor=handler, entity_id=entity.pk, officer_id=officer.pk, reason="亲属")
    with pytest.raises(Conflict):
        declare_interest(actor=handler, entity_id=entity.pk, officer_id=officer.pk, reason="亲属")


def test_interests_of_an_entity_out_of_sight_do_not_exist(entity, handler, county, stranger):
    officer = OfficerFactory(agency=county)
    interest = declare_interest(actor=handler, entity_id=entity.pk, officer_id=officer.pk, reason="亲属")

    with pytest.raises(NotFound):
        declare_interest(actor=stranger, entity_id=entity.pk, officer_id=officer.pk, reason="亲属")
    with pytest.raises(NotFound):
        end_interest(actor=stranger, interest_id=interest.pk, reason="误登")
    with pytest.raises(RuleViolated, match="理由"):
        end_interest(actor=handler, interest_id=interest.pk, reason="")


def test_locking_an_entity_that_is_not_there_is_refused(db, entity):
    assert queries.lock_entity(entity.pk) == entity
    Entity.objects.all().delete()
    with pytest.raises(NotFound):
        queries.lock_entity(entity.pk)
