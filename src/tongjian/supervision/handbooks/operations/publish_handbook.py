"""发布合规手册。"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.handbooks.choices import EditionState
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.operations._content import all_lines, counted, recorded, refuse_lapsed
from tongjian.supervision.handbooks.operations._lasting import end_earlier
from tongjian.supervision.handbooks.operations._lock import lock_edition
from tongjian.supervision.handbooks.operations._todos import end_review
from tongjian.supervision.handbooks.policies import can_review
from tongjian.supervision.handbooks.queries import digest_of
from tongjian.supervision.handbooks.workflow import EDITION_WORKFLOW


@transaction.atomic
def publish_handbook(*, actor: Actor, edition_id: UUID, valid_from: date | None = None) -> Edition:
    """Public from today or a later day, on which the edition before ends. Never backdated; its items must be in force
    on that day (V02). The digest of the lines goes into the ledger."""
    edition = lock_edition(actor, edition_id)
    require(can_review(actor, edition))
    target = EDITION_WORKFLOW.check("publish", state=edition.state).target
    today = timezone.localdate()
    starts = valid_from or today
    if starts < today:
        raise RuleViolated("backdated", "生效日期不能早于今天。", field="valid_from")
    lines = all_lines(edition)
    refuse_lapsed(edition, lines, starts)
    end_earlier(edition, starts)
    edition.state, edition.valid_from, edition.digest = EditionState(target), starts, digest_of(lines)
    edition.reviewed_by, edition.published_at = actor.user_id, timezone.now()
    edition.save(update_fields=["state", "valid_from", "digest", "reviewed_by", "published_at"])
    end_review(actor, edition)
    record(
        actor, "handbook.published", edition.handbook, **recorded(edition), **counted(lines), digest=edition.digest,
        valid_from=starts.isoformat(),
    )  # fmt: skip
    return edition
