"""What has no credit code is registered by hand; of people only pseudonyms are kept."""

import pytest

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.kernel.encryption import pseudonym
from tongjian.foundation.kernel.errors import NotAllowed, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.choices import EntityKind, IdentifierKind, RelationKind
from tongjian.supervision.registry.models import Entity, Identifier, PastFact, SearchText
from tongjian.supervision.registry.operations import Unit, correct_entity, register_entity
from tongjian.supervision.registry.queries import EntityFilter, entities_in_scope

ID, OTHER_ID = "11010519491231002X", "440524188001010014"
"""Examples of GB 11643."""
CODES = [make_uscc("91", "140105", f"DEM0001{number}") for number in range(3)]


@pytest.fixture
def handler(county):
    return actor_in(county)


def house(name="坞城路112号自建房", **fields):
    return Unit(kind=EntityKind.HOUSE, name=name, region="140105", address="小店区坞城路112号", **fields)


def vendor(number=ID, name="李某（早餐摊）"):
    return Unit(kind=EntityKind.UNLICENSED, name=name, region="140105", number=number)


def firms(bring_in, *people):
    rows = "".join(
        f"商行{number},{code},太原市小店区样例路{number}号,{person}\n"
        for number, (code, person) in enumerate(zip(CODES, people, strict=False))
    )
    bring_in(f"名称,信用代码,地址,法定代表人证件号\n{rows}")
    return list(Entity.objects.order_by("name"))


def test_a_house_is_registered_with_its_place_source_and_who_answers_for_it(handler, bring_in):
    [owner] = firms(bring_in, "")
    entity = register_entity(actor=handler, unit=house(number="140105 001001 gb00001"), answers_id=owner.pk)

    assert entity.premises.get().address == "小店区坞城路112号"
    assert Identifier.objects.get(entity=entity).value == "140105001001GB00001"
    assert set(queries.sources_of(entity)) >= {"name", "kind", "region", "address"}
    [relation] = queries.relations_of(handler, owner)
    assert (relation.kind, relation.entity, relation.other) == (RelationKind.OBJECT_OF, entity, owner)
    assert list(queries.list_entities(handler, EntityFilter(words="坞城路"))) == [entity]
    assert Entry.objects.filter(action="registry.entity_registered", subject_id=str(entity.pk)).exists()


def test_of_a_person_the_number_is_nowhere_and_the_name_is_masked_for_the_public(handler):
    entity = register_entity(actor=handler, unit=vendor())
    kept = Identifier.objects.get(entity=entity)
    assert kept.kind == IdentifierKind.PERSON and ID not in kept.value and len(kept.value) == 32
    assert (entity.name, entity.public_name) == ("李某（早餐摊）", "李**")
    assert kept.value.lower() not in SearchText.objects.get(entity=entity).text.lower()
    assert ID not in "".join(Entry.objects.values_list("data", flat=True))


def test_the_same_person_is_found_again_however_the_number_is_written(handler):
    register_entity(actor=handler, unit=vendor())
    with pytest.raises(RuleViolated, match="已登记在“李某（早餐摊）”名下"):
        register_entity(actor=handler, unit=vendor(" 110105 19491231 002x", name="李某某"))
    assert register_entity(actor=handler, unit=vendor(OTHER_ID, name="王某"))


def test_a_holder_elsewhere_is_not_named(handler):
    elsewhere = actor_in(AgencyFactory(region=RegionFactory(code="140213")))
    register_entity(actor=elsewhere, unit=Unit(kind="unlicensed", name="赵某", region="140213", number=ID))
    with pytest.raises(RuleViolated, match="已登记在其他地区") as refused:
        register_entity(actor=handler, unit=vendor())
    assert "赵某" not in refused.value.sentence


def test_without_a_number_the_same_name_at_the_same_address_is_the_same(handler):
    register_entity(actor=handler, unit=house())
    with pytest.raises(RuleViolated, match="已有同名的自建房"):
        register_entity(actor=handler, unit=house("坞城路１１２号 自建房"))


@pytest.mark.parametrize(
    ("unit", "field"),
    [
        (Unit(kind="enterprise", name="商行", region="140105"), "kind"),
        (Unit(kind="vehicle", name=" ", region="140105"), "name"),
        (Unit(kind="vehicle", name="晋A12345", region="140105001"), "region"),
        (vendor("110105194912310021"), "number"),
        (vendor("1101**********002X"), "number"),
    ],
)
def test_what_is_not_right_is_refused_at_its_field(handler, unit, field):
    with pytest.raises(RuleViolated) as refused:
        register_entity(actor=handler, unit=unit)
    assert refused.value.details["field"] == field
    assert not Entity.objects.exists()


def test_only_within_the_own_region_and_by_whoever_may_correct(handler, county):
    with pytest.raises(NotAllowed):
        register_entity(actor=handler, unit=Unit(kind="vehicle", name="晋B12345", region="140213"))
    with pytest.raises(NotAllowed):
        register_entity(actor=actor_in(county, role=Role.AUDITOR), unit=house())


def test_people_and_things_are_drawn_only_where_they_are_named(handler, bring_in):
    [firm] = firms(bring_in, "")
    found = register_entity(actor=handler, unit=house())
    assert list(entities_in_scope({}, "140105")) == [firm]
    assert list(entities_in_scope({"kinds": ["house"]}, "140105")) == [found]


def test_entities_of_one_representative_are_found_and_the_number_is_not_kept(handler, bring_in):
    first, second, third = firms(bring_in, ID, f" {ID.lower()}", OTHER_ID)
    assert first.representative == second.representative == pseudonym(ID) != third.representative
    assert queries.count_of_representative(handler, first) == 1
    same = EntityFilter(same_representative=first.pk)
    assert set(queries.list_entities(handler, same)) == {first, second}
    assert queries.count_of_representative(handler, third) == 0


def test_a_masked_number_says_nothing(bring_in):
    first, second, _ = firms(bring_in, "1101**********002X", "110", "")
    assert first.representative == second.representative == ""


def test_a_change_of_representative_is_remembered_without_the_number(handler, bring_in):
    first, second, _ = firms(bring_in, ID, ID, "")
    correct_entity(actor=handler, entity_id=first.pk, changes={"representative": OTHER_ID}, reason="变更法定代表人")
    first.refresh_from_db()
    assert first.representative == pseudonym(OTHER_ID)
    assert PastFact.objects.get(entity=first, field="representative").value == pseudonym(ID)
    with pytest.raises(RuleViolated, match="校验位"):
        correct_entity(actor=handler, entity_id=second.pk, changes={"representative": ID[:17] + "1"}, reason="更正")


def test_a_file_brings_things_by_their_kind_and_no_people(bring_in):
    bring_in(
        "名称,其他编号,地址,对象类别\n1号乘客电梯,梯11晋A00001(26),太原市小店区坞城路1号,设备\n"
        "李某,A-2,太原市小店区坞城路2号,自然人\n三号楼,A-3,太原市小店区坞城路3号,楼房\n"
    )
    assert dict(Entity.objects.values_list("name", "kind")) == {"1号乘客电梯": "equipment", "三号楼": "other"}
