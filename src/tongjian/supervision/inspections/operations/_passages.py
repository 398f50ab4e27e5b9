"""When an entry or exit may be recorded."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.inspections.choices import PassageKind
from tongjian.supervision.inspections.models import Passage, Visit
from tongjian.supervision.inspections.operations._words import required_words
from tongjian.supervision.inspections.queries import ground_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the phone was, in degrees; optional."""

    latitude: float
    longitude: float


def add_passage(
    actor: Actor, visit: Visit, kind: PassageKind, at: datetime, place: Place | None, late_reason: str
) -> Passage:
    """Raises RuleViolated when the moment is not one at which this visit may begin or end."""
    if actor.user_id is None:
        raise RuleViolated("person_missing", "入企、离企应当由执法人员本人登记。")
    _check_moment(visit, kind, at)
    is_late = timezone.localdate() > timezone.localdate(at)
    passage = Passage.objects.create(
        visit=visit,
        kind=kind,
        at=at,
        by=actor.user_id,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        late_reason=_late_reason(visit, at, late_reason) if is_late else "",
    )
    action = "visit.entered" if kind == PassageKind.ENTRY else "visit.left"
    record(actor, action, visit, at=at.isoformat(), late=is_late, has_place=place is not None)
    return passage


def _is_emergency(visit: Visit) -> bool:
    ground = ground_of(visit)
    return ground is not None and ground.is_emergency


def _check_moment(visit: Visit, kind: PassageKind, at: datetime) -> None:
    if at > timezone.now():
        raise RuleViolated("passage_in_future", "登记的时间不能晚于现在。")
    if timezone.localdate(at) != visit.planned_on:
        raise RuleViolated("passage_on_another_day", f"这次检查安排在 {visit.planned_on}，只能在当天入企、离企。")
    code = visit.codes.get(revoked_at=None)
    # T07：紧急检查先进门、离企前补码的，入企可以早于赋码.
    since = at if kind == PassageKind.ENTRY and _is_emergency(visit) else code.issued_at
    if not since <= at < code.valid_until:
        citation = rulebook.required("visit.code_validity", region=visit.region_id).citation
        raise RuleViolated("code_not_valid", "检查码不在有效期内，不能凭它入企。", citation)


def _late_reason(visit: Visit, at: datetime, reason: str) -> str:
    """T06：网络或者系统故障时补录，应当说明理由."""
    limit = rulebook.required("T06", region=visit.region_id)
    if (timezone.localdate() - timezone.localdate(at)).days > int(limit.value):
        raise RuleViolated("passage_too_late", f"只能在 {limit.value} 日内补录。", limit.citation)
    return required_words(reason, "late_reason_missing", "事后补录应当说明理由（网络或者系统故障）。")
