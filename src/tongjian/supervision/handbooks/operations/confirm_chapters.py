"""确认归章。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.handbooks.models import Edit, Edition, Line
from tongjian.supervision.handbooks.operations._content import all_lines, recorded, sign
from tongjian.supervision.handbooks.operations._lock import lock_draft


@transaction.atomic
def confirm_chapters(*, actor: Actor, edition_id: UUID) -> Edition:
    """Every line stands in the right chapter: what was guessed is decided, and kept with the handbook."""
    edition = lock_draft(actor, edition_id)
    guessed = [line for line in all_lines(edition) if line.is_guessed]
    if not guessed:
        raise RuleViolated("nothing_guessed", "没有待确认的归章。")
    known = {(one.item_id, one.generated): one for one in Edit.objects.filter(handbook=edition.handbook)}
    new: list[Edit] = []
    old: list[Edit] = []
    for line in guessed:
        key = (line.sources[0].version.item_id, line.generated)
        edit = known.get(key) or Edit(handbook=edition.handbook, item_id=key[0], generated=key[1])
        edit.chapter, edit.edited_by, edit.edited_at = line.chapter, actor.user_id, timezone.now()
        (old if key in known else new).append(edit)
    Edit.objects.bulk_create(new)
    Edit.objects.bulk_update(old, ["chapter", "edited_by", "edited_at"])
    Line.objects.filter(edition=edition, is_guessed=True).update(is_guessed=False)
    sign(edition, actor)
    edition.save(update_fields=["authors"])
    record(actor, "handbook.chapters_confirmed", edition.handbook, **recorded(edition), lines=len(guessed))
    return edition
