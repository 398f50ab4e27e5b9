"""监督提醒 for lists, pages and figures."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from tongjian.foundation.casework.models import Clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.pure.codes import significant
from tongjian.supervision.inspections.choices import WatchRule
from tongjian.supervision.inspections.models import WatchNotice, WatchPart
from tongjian.supervision.inspections.policies import visible_notices


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFilter:
    """`state`: open, closed or mine (one's department has not answered)."""

    text: str = ""
    rule: str = ""
    state: str = ""
    region: str = ""
    agency_id: UUID | None = None


def list_notices(actor: Actor, wanted: NoticeFilter) -> QuerySet[WatchNotice]:
    notices = _ready(visible_notices(actor))
    if wanted.text:
        notices = notices.filter(Q(title__contains=wanted.text.strip()) | Q(entity__uscc=wanted.text.strip()))
    if wanted.rule:
        notices = notices.filter(rule=wanted.rule)
    if wanted.region:
        notices = notices.filter(region__code__startswith=significant(wanted.region))
    if wanted.agency_id:
        notices = notices.filter(Exists(WatchPart.objects.filter(notice=OuterRef("pk"), agency=wanted.agency_id)))
    if wanted.state == "mine":
        notices = notices.filter(Exists(_waiting_for(actor).filter(notice=OuterRef("pk"))))
    elif wanted.state:
        notices = notices.filter(closed_at__isnull=wanted.state == "open")
    return notices


def get_notice(actor: Actor, notice_id: UUID) -> WatchNotice:
    notice = _ready(visible_notices(actor)).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound("notice_not_found", "没有这条监督提醒，或者您无权查看。")
    return notice


def get_notice_part(actor: Actor, part_id: UUID) -> WatchPart:
    parts = WatchPart.objects.filter(notice__in=visible_notices(actor)).select_related("notice", "agency")
    part = parts.filter(pk=part_id).first()
    if part is None:
        raise NotFound("notice_not_found", "没有这条监督提醒，或者您无权查看。")
    return part


def clocks_of_notice(notice: WatchNotice) -> dict[str, Clock]:
    """The newest clock of each part of a loaded notice, by the part's key. One query."""
    keys = [str(part.pk) for part in notice.parts.all()]
    clocks = Clock.objects.filter(matter_kind=WatchPart._meta.label_lower, matter_id__in=keys)
    return {clock.matter_id: clock for clock in clocks.prefetch_related("changes").order_by("started_at", "pk")}


def count_notices_to_answer(actor: Actor) -> int:
    return _waiting_for(actor).count() if actor.has("inspections.view") else 0


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """What one watcher has found: all, and those still open."""

    rule: str
    label: str
    total: int
    open: int


def watch_figures(actor: Actor) -> list[RuleFigures]:
    """Of the notices the actor may see, practice aside. One query."""
    rows = visible_notices(actor).filter(is_practice=False).order_by().values_list("rule")
    counts = {
        rule: (total, still)
        for rule, total, still in rows.annotate(n=Count("pk"), still=Count("pk", filter=Q(closed_at=None)))
    }
    return [RuleFigures(rule, label, *counts[rule]) for rule, label in WatchRule.choices if rule in counts]


def _waiting_for(actor: Actor) -> QuerySet[WatchPart]:
    return WatchPart.objects.filter(agency__in=filter(None, [actor.agency_id]), answer="")


def _ready(notices: QuerySet[WatchNotice]) -> QuerySet[WatchNotice]:
    parts = WatchPart.objects.select_related("agency").order_by("agency__code")
    return notices.select_related("entity", "region", "visit").prefetch_related(Prefetch("parts", parts))
