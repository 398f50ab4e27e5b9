"""退回修改。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.key_items.choices import VersionState
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.operations._lock import lock_version
from tongjian.supervision.key_items.operations._todos import ask_author
from tongjian.supervision.key_items.policies import can_review
from tongjian.supervision.key_items.workflow import VERSION_WORKFLOW


@transaction.atomic
def return_key_item(*, actor: Actor, version_id: UUID, note: str) -> KeyItemVersion:
    """The reviewer says what to mend."""
    version = lock_version(actor, version_id)
    require(can_review(actor, version))
    target = VERSION_WORKFLOW.check("return", state=version.state).target
    note = required_words(note, "reason_missing", "请说明退回修改的意见。", field="reason")
    version.state = VersionState(target)
    version.save(update_fields=["state"])
    ask_author(actor, version)
    data = {"code": version.key_item.code, "number": version.number}
    record(actor, "key_item.returned", version.key_item, **data, note=note)
    return version
