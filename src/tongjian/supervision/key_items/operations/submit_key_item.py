"""提交审核。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.key_items.choices import VersionState
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.operations._content import refuse_incomplete, refuse_lapsed
from tongjian.supervision.key_items.operations._lock import lock_version
from tongjian.supervision.key_items.operations._todos import ask_reviewers
from tongjian.supervision.key_items.policies import can_edit
from tongjian.supervision.key_items.queries import qualifies
from tongjian.supervision.key_items.workflow import VERSION_WORKFLOW


@transaction.atomic
def submit_key_item(*, actor: Actor, version_id: UUID, exception: str = "") -> KeyItemVersion:
    """Complete, scored, and with items in force (V02). What reaches neither the threshold nor suffices on one
    criterion needs an `exception`: why it is to be listed all the same."""
    version = lock_version(actor, version_id)
    require(can_edit(actor, version))
    target = VERSION_WORKFLOW.check("submit", state=version.state).target
    refuse_incomplete(version)
    refuse_lapsed(version, timezone.localdate())
    reached = qualifies(version)
    if not reached and not exception.strip():
        rule = rulebook.required("key_items.threshold", region=version.key_item.region_id)
        sentence = f"得分 {version.total}，未达到门槛 {version.threshold}，请说明仍列入的理由。"
        raise RuleViolated("below_threshold", sentence, rule.citation, field="exception")
    version.state, version.submitted_by_id = VersionState(target), actor.agency_id
    version.exception = "" if reached else exception.strip()
    version.save(update_fields=["state", "submitted_by", "exception"])
    ask_reviewers(actor, version)
    record(
        actor, "key_item.submitted", version.key_item, code=version.key_item.code, number=version.number,
        total=str(version.total), exception=version.exception,
    )  # fmt: skip
    return version
