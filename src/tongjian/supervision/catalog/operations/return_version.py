"""退回修改。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.operations._lock import lock_version
from tongjian.supervision.catalog.operations._todos import ask_author, end_review
from tongjian.supervision.catalog.policies import can_review
from tongjian.supervision.catalog.workflow import VERSION_WORKFLOW


@transaction.atomic
def return_version(*, actor: Actor, version_id: UUID, note: str) -> ItemVersion:
    """The reviewer says what to mend."""
    version = lock_version(actor, version_id)
    require(can_review(actor, version))
    target = VERSION_WORKFLOW.check("return", state=version.state).target
    if not note.strip():
        raise RuleViolated("reason_missing", "请说明退回修改的意见。")
    version.state = VersionState(target)
    version.save(update_fields=["state"])
    end_review(actor, version)
    ask_author(actor, version)
    record(actor, "item.returned", version.item, code=version.item.code, number=version.number, note=note.strip())
    return version
