"""退回修改。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.handbooks.choices import EditionState
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.operations._content import recorded
from tongjian.supervision.handbooks.operations._lock import lock_edition
from tongjian.supervision.handbooks.operations._todos import ask_author
from tongjian.supervision.handbooks.policies import can_review
from tongjian.supervision.handbooks.workflow import EDITION_WORKFLOW


@transaction.atomic
def return_handbook(*, actor: Actor, edition_id: UUID, note: str) -> Edition:
    """The reviewer says what to mend."""
    edition = lock_edition(actor, edition_id)
    require(can_review(actor, edition))
    target = EDITION_WORKFLOW.check("return", state=edition.state).target
    if not note.strip():
        raise RuleViolated("reason_missing", "请说明退回修改的意见。")
    edition.state = EditionState(target)
    edition.save(update_fields=["state"])
    ask_author(actor, edition)
    record(actor, "handbook.returned", edition.handbook, **recorded(edition), note=note.strip())
    return edition
