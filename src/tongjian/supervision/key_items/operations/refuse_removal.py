"""不同意移出。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.key_items.choices import VersionState
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.operations._lock import lock_version
from tongjian.supervision.key_items.operations._todos import REMOVAL, end_asking
from tongjian.supervision.key_items.policies import can_review
from tongjian.supervision.key_items.workflow import VERSION_WORKFLOW


@transaction.atomic
def refuse_removal(*, actor: Actor, version_id: UUID, note: str) -> KeyItemVersion:
    """It stays on the list; why stands in the ledger."""
    version = lock_version(actor, version_id)
    require(can_review(actor, version))
    target = VERSION_WORKFLOW.check("refuse_removal", state=version.state).target
    note = required_words(note, "reason_missing", "请说明不同意移出的意见。", field="reason")
    version.state, version.removal_reason, version.removal_by = VersionState(target), "", None
    version.save(update_fields=["state", "removal_reason", "removal_by"])
    end_asking(actor, version.key_item, REMOVAL)
    data = {"code": version.key_item.code, "number": version.number}
    record(actor, "key_item.removal_refused", version.key_item, **data, note=note)
    return version
