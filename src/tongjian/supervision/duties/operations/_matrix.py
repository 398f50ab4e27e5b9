"""Rows of the matrix end and begin; nothing is written over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Greatest

from tongjian.foundation.casework.choices import ParticipationRole as Role
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.org.models import Region
from tongjian.supervision.duties.choices import Stage
from tongjian.supervision.duties.models import Duty, PowerTransfer, Settlement

POLICY = "晋政办发〔2023〕39号第1条"
ACTING = (Role.LEAD, Role.COOPERATE, Role.LOCAL)


def lock_matrix(region: str) -> Region:
    """Who changes the matrix of a place waits here for the other one."""
    place = Region.objects.select_for_update().filter(pk=region).first()
    if place is None:
        raise NotFound("region_not_found", f"没有代码为 {region} 的区划。")
    return place


def end_rows(rows: Q, on: date) -> int:
    """From the day on; a row that would only begin later never begins."""
    open_rows = Duty.objects.filter(rows, valid_until=None)
    return open_rows.update(valid_until=Greatest(F("valid_from"), on))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a decision says of some stages: the lead and whoever cooperates, all kinds of department."""

    lead: str
    cooperating: tuple[str, ...]
    basis: str
    on: date
    settlement: Settlement | None = None


def lay_down(region: str, items: Iterable[UUID], stages: Iterable[str], decided: Decided) -> int:
    """For every item and stage: whoever acted before ends on the day, whoever was decided begins. Returns how many
    rows began."""
    items, stages = list(items), list(stages)
    kinds = (decided.lead, *decided.cooperating)
    about = Q(region=region, item__in=items, stage__in=stages)
    end_rows(about & (Q(role__in=ACTING) | Q(agency_kind__in=kinds, agency=None)), decided.on)
    rows = [
        Duty(
            region_id=region, item_id=item, stage=stage, agency_kind_id=kind, role=role, basis=decided.basis[:300],
            settlement=decided.settlement, valid_from=decided.on,
        )
        for item in items
        for stage in stages
        for kind, role in roles_of(stage, decided).items()
    ]  # fmt: skip
    Duty.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def roles_of(stage: str, decided: Decided) -> Mapping[str, str]:
    """Support is given in the role of support."""
    helping = Role.TECHNICAL if stage == Stage.TECHNICAL else Role.COOPERATE
    return {decided.lead: Role.LEAD} | dict.fromkeys(decided.cooperating, helping)


def hand_over(transfer: PowerTransfer, items: Iterable[UUID]) -> int:
    """Enforcement goes to the new owner; the former one keeps the routine checks and gives technical support."""
    source, target, on = transfer.from_agency, transfer.to_agency, transfer.effective_on
    region, items = source.region_id, list(items)
    end_rows(Q(region=region, item__in=items, stage=Stage.ENFORCEMENT, role__in=ACTING), on)
    own = None if target.region_id == region else target
    given = [
        (Stage.ENFORCEMENT, target.kind_id, own, Role.LEAD),
        (Stage.TECHNICAL, source.kind_id, None, Role.TECHNICAL),
    ]
    about = Duty.objects.filter(region=region, item__in=items, valid_until=None)
    led = set(about.filter(stage=Stage.ROUTINE, role=Role.LEAD).values_list("item", flat=True))
    helped = set(
        about.filter(stage=Stage.TECHNICAL, agency_kind=source.kind_id, agency=None).values_list("item", flat=True)
    )
    rows = []
    for item in items:
        wanted = [*given, (Stage.ROUTINE, source.kind_id, None, Role.LEAD)]
        rows += [
            Duty(
                region_id=region, item_id=item, stage=stage, agency_kind_id=kind, agency=agency, role=role,
                basis=transfer.document, transfer=transfer, valid_from=on,
            )
            for stage, kind, agency, role in wanted
            if not (stage == Stage.ROUTINE and item in led) and not (stage == Stage.TECHNICAL and item in helped)
        ]  # fmt: skip
    Duty.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def refuse_backdated(on: date, today: date) -> None:
    if on < today:
        raise RuleViolated("backdated", "生效日期不能早于今天。")
