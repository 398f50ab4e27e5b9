"""A department's part of a notice: asked, and locked to be answered."""

from uuid import UUID

from tongjian.foundation.casework.choices import NotificationKind
from tongjian.foundation.casework.operations import open_todo, start_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.models import WatchNotice, WatchPart

ANSWER_WITHIN = "watch.answer"


def ask_part(actor: Actor, part: WatchPart) -> None:
    notice = part.notice
    verb = "重新答复" if part.returned_note else "答复"
    about = {"matter": part, "agency_id": part.agency_id, "url": notice.get_absolute_url()}
    clock = start_clock(actor=actor, parameter_code=ANSWER_WITHIN, title=f"答复：{notice.title}"[:200], **about)  # type: ignore[arg-type]
    open_todo(
        actor=actor,
        step="answer_watch",
        title=f"{verb}监督提醒：{notice.title}"[:200],
        capability="inspections.prepare",
        clock=clock,
        kind=NotificationKind.TODO,
        **about,  # type: ignore[arg-type]
    )


def lock_part(actor: Actor, part_id: UUID) -> WatchPart:
    """The notice first: of the last two answers at once one closes it."""
    known = WatchPart.objects.filter(pk=part_id, notice__in=policies.visible_notices(actor)).values_list("notice")
    notice = WatchNotice.objects.select_for_update().filter(pk__in=known).first()
    if notice is None:
        raise NotFound("notice_not_found", "没有这条监督提醒，或者您无权查看。")
    part = WatchPart.objects.select_for_update(of=("self",)).get(pk=part_id)
    part.notice = notice
    return part
