"""人工更正。"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.encryption import pseudonym
from tongjian.foundation.kernel.errors import IllegalTransition, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Region
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.choices import EntityKind, EntityStatus
from tongjian.supervision.registry.columns import normalise_name
from tongjian.supervision.registry.models import Entity, FormerName
from tongjian.supervision.registry.operations._facts import Sources, set_fact
from tongjian.supervision.registry.operations._people import person_problem
from tongjian.supervision.registry.operations._search_texts import bring_up_to_date
from tongjian.supervision.registry.operations._upsert import write_premises
from tongjian.supervision.registry.queries import FACTS, fact_of


@transaction.atomic
def correct_entity(*, actor: Actor, entity_id: UUID, changes: Mapping[str, str], reason: str) -> Entity:
    """Gives facts other values, with a reason. Later imports leave what was corrected alone.

    `changes` are texts (dates ISO, region by code); empty takes a value away, which a name, kind or status cannot
    bear. Of a representative's number only the pseudonym is kept. Codes are not corrected here: another code is
    another entity.
    """
    entity = policies.visible_entities(actor).select_for_update(of=("self",)).filter(pk=entity_id).first()
    if entity is None:
        raise NotFound("entity_not_found", "没有这个监管对象，或者您无权查看。")
    require(policies.can_correct(actor))
    new = _checked(entity, changes, reason)
    now, sources = timezone.now(), Sources([entity.pk])
    sources.remember(entity, new, until=now)
    if "name" in new:
        FormerName.objects.create(entity=entity, name=entity.name, search_name=entity.search_name, until=now)
        entity.search_name = normalise_name(new["name"])[:200]
    for field, value in new.items():
        set_fact(entity, field, value)
    entity.updated_at = now
    entity.save()
    if entity.address and {"address", "region"} & set(new):
        write_premises({entity.pk: entity})
    sources.take(entity.pk, new)
    sources.give(entity.pk, new, at=now, user_id=actor.user_id)
    sources.write()
    if "name" in new:
        bring_up_to_date([entity.pk])
    record(actor, "registry.entity_corrected", entity, fields=sorted(new), reason=reason.strip())
    return entity


def _hidden(number: str) -> str:
    if problem := person_problem(number):
        raise RuleViolated("value_refused", problem, field="representative")
    return pseudonym(number)


_LONGEST = {"name": 200, "address": 400, "industry": 10, "organisation_type": 100, "registered_capital": 60}


def _checked(entity: Entity, changes: Mapping[str, str], reason: str) -> dict[str, str]:
    if entity.merged_into_id is not None:
        raise IllegalTransition("merged_already", "这个对象已并入其他对象，请更正保留的那一户。")
    if not reason.strip():
        raise RuleViolated("reason_missing", "请写明更正的理由。")
    if unknown := sorted(set(changes) - set(FACTS)):
        raise RuleViolated("field_unknown", f"这些内容不能在这里更正：{'、'.join(unknown)}。")
    given = {field: value.strip() for field, value in changes.items()}
    if number := given.get("representative"):
        given["representative"] = _hidden(number)
    new = {field: value for field, value in given.items() if value != (fact_of(entity, field) or "")}
    for field, value in new.items():
        if problem := _problem(field, value):
            raise RuleViolated("value_refused", problem, field=field)
    if not new:
        raise RuleViolated("nothing_changed", "没有改动任何内容。")
    return new


def _problem(field: str, value: str) -> str:
    longest = _LONGEST.get(field)
    if longest and len(value) > longest:
        return f"不能超过 {longest} 个字。"
    if field in _CHECKS:
        return _CHECKS[field](value)
    return ""


def _name_problem(value: str) -> str:
    return "" if value else "名称不能为空。"


def _kind_problem(value: str) -> str:
    return "" if value in EntityKind.values else "没有这个类别。"


def _status_problem(value: str) -> str:
    return "" if value in EntityStatus.values else "没有这个状态。"


def _region_problem(value: str) -> str:
    return "" if not value or Region.objects.filter(pk=value).exists() else "没有这个行政区划。"


def _date_problem(value: str) -> str:
    if not value:
        return ""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return "日期要写成 2004-02-17 的样子。"
    return "" if date(1900, 1, 1) < day <= timezone.localdate() else "成立日期应在 1900 年之后、今天之前。"


_CHECKS = {
    "name": _name_problem,
    "kind": _kind_problem,
    "status": _status_problem,
    "region": _region_problem,
    "established_on": _date_problem,
}
