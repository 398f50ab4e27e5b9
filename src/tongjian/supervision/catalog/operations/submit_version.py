"""提交审核。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.operations._lock import lock_version
from tongjian.supervision.catalog.operations._todos import ask_reviewers
from tongjian.supervision.catalog.policies import can_edit_item
from tongjian.supervision.catalog.workflow import VERSION_WORKFLOW


@transaction.atomic
def submit_version(*, actor: Actor, version_id: UUID) -> ItemVersion:
    """An item without legal basis cannot be checked, so it cannot be submitted (国办发〔2024〕54号)."""
    version = lock_version(actor, version_id)
    require(can_edit_item(actor, version.item))
    target = VERSION_WORKFLOW.check("submit", state=version.state).target
    if not version.legal_basis.strip():
        raise RuleViolated("legal_basis_missing", "没有检查依据的事项不能提交审核。", "国办发〔2024〕54号")
    version.state = VersionState(target)
    version.submitted_by_id = actor.agency_id
    version.save(update_fields=["state", "submitted_by"])
    ask_reviewers(actor, version)
    record(actor, "item.submitted", version.item, code=version.item.code, number=version.number)
    return version
