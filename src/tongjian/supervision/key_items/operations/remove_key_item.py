"""移出重点事项。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import cancel_clocks
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.key_items.choices import VersionState
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.operations._lock import lock_version
from tongjian.supervision.key_items.operations._todos import MEND, REMOVAL, YEARLY, end_asking
from tongjian.supervision.key_items.policies import can_review
from tongjian.supervision.key_items.workflow import VERSION_WORKFLOW


@transaction.atomic
def remove_key_item(*, actor: Actor, version_id: UUID) -> KeyItemVersion:
    """The second person agrees: from today on it is off the list; a new version, reviewed anew, puts it back."""
    version = lock_version(actor, version_id)
    require(can_review(actor, version))
    target = VERSION_WORKFLOW.check("remove", state=version.state).target
    today = timezone.localdate()
    earlier = version.key_item.versions.exclude(pk=version.pk)
    earlier.filter(valid_until__gt=today).update(valid_until=today)
    version.state, version.valid_until = VersionState(target), today
    version.save(update_fields=["state", "valid_until"])
    end_asking(actor, version.key_item, REMOVAL, YEARLY, MEND)
    cancel_clocks(actor=actor, matter=version.key_item, reason="已移出重点事项清单")
    data = {"code": version.key_item.code, "number": version.number}
    record(actor, "key_item.removed", version.key_item, **data, reason=version.removal_reason)
    return version
