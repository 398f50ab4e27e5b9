"""重新生成条目。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.operations._content import counted, recorded, sign
from tongjian.supervision.handbooks.operations._generation import fill
from tongjian.supervision.handbooks.operations._lock import lock_draft


@transaction.atomic
def regenerate_edition(*, actor: Actor, edition_id: UUID) -> Edition:
    """The draft's lines from the items of today; edits and added lines are put on again."""
    edition = lock_draft(actor, edition_id)
    sign(edition, actor)
    lines = fill(edition, list(edition.scope.get("industries", ())))
    record(actor, "handbook.generated", edition.handbook, **recorded(edition), **counted(lines))
    return edition
