"""When an entry or exit may be recorded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.inspections.choices import PassageKind, PlaceMissing
from tongjian.supervision.inspections.models import Passage, Visit
from tongjian.supervision.inspections.queries import ground_of

GRACE = "visit.passage_grace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the phone was, in degrees; optional."""

    latitude: float
    longitude: float


def add_passage(
    actor: Actor,
    visit: Visit,
    kind: PassageKind,
    at: datetime,
    place: Place | PlaceMissing | None,
    late_reason: str,
) -> Passage:
    """Raises RuleViolated when the moment is not one at which this visit may begin or end."""
    if actor.user_id is None:
        raise RuleViolated("person_missing", "入企、离企应当由执法人员本人登记。")
    _check_moment(visit, kind, at)
    is_late = _is_late(visit, kind, at)
    point = place if isinstance(place, Place) else None
    passage = Passage.objects.create(
        visit=visit,
        kind=kind,
        at=at,
        by=actor.user_id,
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        place_missing=place if isinstance(place, PlaceMissing) else "",
        late_reason=_late_reason(visit, at, late_reason) if is_late else "",
        recorded_at=timezone.now(),
    )
    action = "visit.entered" if kind == PassageKind.ENTRY else "visit.left"
    record(actor, action, visit, at=at.isoformat(), late=is_late, has_place=point is not None)
    return passage


def _is_late(visit: Visit, kind: PassageKind, at: datetime) -> bool:
    """补录: what is written down later than `visit.passage_grace` after it happened. T07 gives an emergency until the
    team leaves, on the day itself."""
    now = timezone.now()
    if timezone.localdate(now) > timezone.localdate(at):
        return True
    grace = rulebook.required(GRACE, region=visit.region_id)
    is_first = kind == PassageKind.ENTRY and _is_emergency(visit)
    return not is_first and now - at > timedelta(minutes=int(grace.value))


def check_entered_before_leaving(entry: Passage, left_at: datetime, late_reason: str) -> None:
    """T07：先查后补扫，最晚在离企前. Later only as 补录, with its reason."""
    if entry.late_reason or entry.recorded_at is None or left_at >= entry.recorded_at or late_reason.strip():
        return
    limit = rulebook.required("T07", region=entry.visit.region_id)
    sentence = f"入企应当在{limit.value}登记；登记以前已经离企的，按补录办理并说明理由。"
    raise RuleViolated("entered_after_leaving", sentence, limit.citation)


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
