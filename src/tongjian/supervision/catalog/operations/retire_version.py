"""废止事项。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog.choices import AdjustmentState, AdoptionState, VersionState
from tongjian.supervision.catalog.models import Adoption, Item, ItemVersion
from tongjian.supervision.catalog.operations._adjustments import settle_item
from tongjian.supervision.catalog.operations._lock import lock_version
from tongjian.supervision.catalog.policies import can_review
from tongjian.supervision.catalog.workflow import VERSION_WORKFLOW


@transaction.atomic
def retire_version(*, actor: Actor, version_id: UUID, reason: str, successor_code: str = "") -> ItemVersion:
    """From today on nobody may check it; what was done under it stays as it was. `successor_code` names the item that
    takes its place, which places adopt for themselves."""
    version = lock_version(actor, version_id)
    require(can_review(actor, version))
    target = VERSION_WORKFLOW.check("retire", state=version.state).target
    if not reason.strip():
        raise RuleViolated("reason_missing", "请说明废止理由。")
    successor = _successor(version, successor_code.strip())
    version.state, version.valid_until = VersionState(target), timezone.localdate()
    version.save(update_fields=["state", "valid_until"])
    if successor is not None:
        version.item.successor = successor
        version.item.save(update_fields=["successor"])
    _end_adoptions(version)
    settle_item(actor, version, AdjustmentState.RETIRED)
    data = {"code": version.item.code, "number": version.number, "reason": reason.strip()}
    record(actor, "item.retired", version.item, **data, successor=successor.code if successor else "")
    return version


def _end_adoptions(version: ItemVersion) -> None:
    """Places adopted what is no more; whatever takes its place they adopt anew."""
    adoptions = Adoption.objects.filter(item=version.item_id)
    adoptions.filter(state=AdoptionState.PUBLISHED).update(state=AdoptionState.ENDED, valid_until=timezone.localdate())
    adoptions.filter(state=AdoptionState.REVIEW).update(state=AdoptionState.RETURNED)


def _successor(version: ItemVersion, code: str) -> Item | None:
    if not code:
        return None
    successor = Item.objects.filter(code=code, versions__state=VersionState.PUBLISHED).first()
    if successor is None or successor.pk == version.item_id:
        raise RuleViolated("successor_unknown", f"没有编码为 {code} 的另一个已发布事项，不能作为替代事项。")
    return successor
