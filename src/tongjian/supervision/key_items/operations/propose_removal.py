"""提出移出。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.kernel.words import required_words
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.operations._lock import lock_version
from tongjian.supervision.key_items.operations._removal import begin_removal
from tongjian.supervision.key_items.policies import can_edit
from tongjian.supervision.key_items.workflow import VERSION_WORKFLOW


@transaction.atomic
def propose_removal(*, actor: Actor, version_id: UUID, reason: str) -> KeyItemVersion:
    """Between two reviews; a second person must agree."""
    version = lock_version(actor, version_id)
    require(can_edit(actor, version))
    VERSION_WORKFLOW.check("propose_removal", state=version.state)
    begin_removal(actor, version, required_words(reason, "reason_missing", "请说明移出的理由。", field="reason"))
    return version
