"""放弃原有改动。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.handbooks.models import Edit, Edition, Line
from tongjian.supervision.handbooks.operations._content import line_record, sign
from tongjian.supervision.handbooks.operations._lock import lock_draft


@transaction.atomic
def drop_edit(*, actor: Actor, edition_id: UUID, edit_id: UUID) -> Edition:
    """Gives up an edit whose wording is generated no more. One that is in use is undone on its line."""
    edition = lock_draft(actor, edition_id)
    edit = Edit.objects.filter(pk=edit_id, handbook=edition.handbook).first()
    if edit is None:
        raise NotFound("edit_not_found", "没有这个改动。")
    in_use = {"generated": edit.generated, "sources__number": 1, "sources__item_version__item": edit.item_id}
    if Line.objects.filter(edition=edition, **in_use).exists():
        raise RuleViolated("edit_in_use", "这个改动正在使用，请在条目上修改。")
    edit.delete()
    sign(edition, actor)
    edition.save(update_fields=["authors"])
    data = line_record(edition, edit.chapter, edit.generated, edit.text)
    record(actor, "handbook.edit_dropped", edition.handbook, **data)
    return edition
