"""登记没有信用代码的监管对象。"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.encryption import pseudonym
from tongjian.foundation.kernel.errors import NotAllowed, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Region
from tongjian.pure.codes import is_within
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.choices import PERSONS, WITHOUT_CODE, EntityKind, IdentifierKind, RelationKind
from tongjian.supervision.registry.columns import normalise_name
from tongjian.supervision.registry.models import Entity, Identifier
from tongjian.supervision.registry.operations._facts import Sources
from tongjian.supervision.registry.operations._numbers import lock_numbers
from tongjian.supervision.registry.operations._parts import required
from tongjian.supervision.registry.operations._people import person_problem
from tongjian.supervision.registry.operations._search_texts import bring_up_to_date
from tongjian.supervision.registry.operations._upsert import write_premises
from tongjian.supervision.registry.operations.relate_entities import relate_entities
from tongjian.supervision.registry.queries import FACTS, fact_of

_LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What is put on the register by hand. `kind` is one of WITHOUT_CODE, `region` a code; `number` is a project code,
    a plate, a registration number, or the number of a person's document, of which only a pseudonym is kept."""

    kind: str
    name: str
    region: str
    address: str = ""
    number: str = ""
    industry: str = ""
    business_scope: str = ""


@transaction.atomic
def register_entity(*, actor: Actor, unit: Unit, answers_id: UUID | None = None) -> Entity:
    """A person without a licence, or a thing that is supervised; `answers_id` is who answers for the thing.

    What has a credit code comes in by files of the registration authority and is refused here.
    """
    require(policies.can_correct(actor))
    lock_numbers()
    entity, number = _checked(actor, unit)
    entity.save()
    if number is not None:
        number.entity = entity
        number.save()
    if entity.address:
        write_premises({entity.pk: entity})
    given = [field for field in FACTS if fact_of(entity, field) is not None]
    sources = Sources([entity.pk])
    sources.give(entity.pk, given, at=entity.created_at, user_id=actor.user_id)
    sources.write()
    bring_up_to_date([entity.pk])
    record(actor, "registry.entity_registered", entity, kind=entity.kind, region=entity.region_id)
    if answers_id is not None:
        relate_entities(actor=actor, entity_id=entity.pk, other_id=answers_id, kind=RelationKind.OBJECT_OF)
    return entity


def _checked(actor: Actor, unit: Unit) -> tuple[Entity, Identifier | None]:
    """Both unsaved."""
    if unit.kind not in [str(kind) for kind in WITHOUT_CODE]:
        raise RuleViolated("kind_refused", "有统一社会信用代码的主体请用名录导入，不在这里登记。", field="kind")
    name = required(unit.name, field="name", missing="请填写名称。", longest=200)
    region = Region.objects.filter(pk=unit.region).exclude(level=RegionLevel.TOWNSHIP).first()
    if region is None:
        raise RuleViolated("region_unknown", "请选择所在区划。", field="region")
    if not is_within(region.code, actor.region_code or ""):
        raise NotAllowed("outside_jurisdiction", "所在区划不在本机关辖区内，不能由本机关登记。")
    address = unit.address.strip()[:400]
    number = _number(actor, unit)
    if number is None:
        _refuse_twin(unit.kind, name, region, address)
    now = timezone.now()
    entity = Entity(
        name=name,
        search_name=normalise_name(name)[:200],
        kind=unit.kind,
        region=region,
        address=address,
        industry=unit.industry.strip()[:10],
        business_scope=unit.business_scope.strip(),
        created_at=now,
        updated_at=now,
    )
    return entity, number


def _number(actor: Actor, unit: Unit) -> Identifier | None:
    text = "".join(unit.number.split()).upper()
    if not text:
        return None
    kind = IdentifierKind.OTHER
    if unit.kind in [str(one) for one in PERSONS]:
        if problem := person_problem(text):
            raise RuleViolated("value_refused", problem, field="number")
        kind, text = IdentifierKind.PERSON, pseudonym(text)
    if len(text) > _LONGEST_NUMBER:
        raise RuleViolated("value_refused", f"编号不能超过 {_LONGEST_NUMBER} 位。", field="number")
    taken = Identifier.objects.filter(kind=kind, value=text, valid_until=None)
    if taken.exists():
        seen = policies.visible_entities(actor).filter(pk__in=taken.values("entity")).first()
        whose = f"在“{seen.name}”名下" if seen else "在其他地区"
        raise RuleViolated("number_taken", f"这个号码已登记{whose}，不必重复登记。", field="number")
    return Identifier(kind=kind, value=text)


def _refuse_twin(kind: str, name: str, region: Region, address: str) -> None:
    same = Entity.objects.filter(kind=kind, search_name=normalise_name(name)[:200], region=region, address=address)
    if same.filter(merged_into=None).exists():
        said = f"同一地址已有同名的{EntityKind(kind).label}；确是另一个的，请填写编号。"
        raise RuleViolated("registered_already", said, field="name")
