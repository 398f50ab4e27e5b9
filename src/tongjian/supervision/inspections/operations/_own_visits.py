"""A visit that one department arranges for itself, without a draw: in its own place, with its own people."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.org.models import Agency, Officer
from tongjian.pure.codes import significant
from tongjian.supervision.inspections.operations._making import ItemDraft, OfficerDraft, TeamDraft, VisitDraft
from tongjian.supervision.registry.models import Entity
from tongjian.supervision.registry.policies import visible_entities
from tongjian.supervision.registry.queries import lock_entity

NOT_FROM_PLAN = "国办发〔2024〕54号"


def lock_visited(actor: Actor, entity_id: UUID) -> Entity:
    """The enterprise, locked, for somebody who may see it."""
    if not visible_entities(actor).filter(pk=entity_id).exists():
        raise NotFound("entity_not_found", "没有这个监管对象，或者您无权查看。")
    return lock_entity(entity_id)


def own_visit(
    agency: Agency,
    entity: Entity,
    *,
    cause: str,
    origin: str,
    reason: str,
    window: tuple[date, date],
    officer_ids: Sequence[UUID],
    item_version_ids: Sequence[UUID],
    is_check: bool = True,
) -> VisitDraft:
    """`window` as first day and the first day after; `reason` says why these officers go. Raises RuleViolated for an
    enterprise elsewhere and for officers of others."""
    region = entity.region_id or agency.region_id
    if not region.startswith(significant(agency.region_id)):
        raise RuleViolated("cause_elsewhere", "这家企业不在本机关的辖区内，应当由属地部门办理。", NOT_FROM_PLAN)
    own = set(Officer.objects.filter(agency=agency, pk__in=officer_ids).values_list("pk", flat=True))
    if own != set(officer_ids):
        raise RuleViolated("officer_of_another_agency", "只能从本部门执法人员中选择。", field="officers")
    team = TeamDraft(
        agency_id=agency.pk,
        role=ParticipationRole.LEAD,
        items=tuple(ItemDraft(item_version_id=version) for version in item_version_ids),
        officers=tuple(
            OfficerDraft(place=place, officer_id=officer, reason=reason[:300])
            for place, officer in enumerate(officer_ids, start=1)
        ),
    )
    return VisitDraft(
        entity_id=entity.pk,
        region_code=region,
        address=entity.address,
        origin=origin[:120],
        sequence=0,
        year=window[0].year,
        is_practice=False,
        is_check=is_check,
        window_from=window[0],
        window_until=window[1],
        cause=cause,
        teams=(team,),
    )
