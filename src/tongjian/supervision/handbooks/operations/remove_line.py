"""删除自拟条目。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.operations._content import line_record, sign
from tongjian.supervision.handbooks.operations._lock import lock_line


@transaction.atomic
def remove_line(*, actor: Actor, line_id: UUID) -> Edition:
    """Takes what people added out of the draft and of later editions; earlier ones keep it. A generated line is left
    out instead, so that it is known to be."""
    edition, line = lock_line(actor, line_id)
    if line.addition is None:
        raise RuleViolated("line_is_generated", "由事项生成的条目不能删除，可以注明不列入。")
    line.addition.removed_at = timezone.now()
    line.addition.save(update_fields=["removed_at"])
    line.delete()
    sign(edition, actor)
    edition.save(update_fields=["authors"])
    record(actor, "handbook.line_removed", edition.handbook, **line_record(edition, line.chapter, "", line.edited))
    return edition
