"""停用一件事。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.scenarios.choices import VersionState
from tongjian.supervision.scenarios.models import ScenarioVersion
from tongjian.supervision.scenarios.operations._lasting import end_earlier
from tongjian.supervision.scenarios.operations._lock import lock_version
from tongjian.supervision.scenarios.policies import can_review
from tongjian.supervision.scenarios.workflow import VERSION_WORKFLOW


@transaction.atomic
def stop_scenario(*, actor: Actor, version_id: UUID, reason: str) -> ScenarioVersion:
    """From today on none of its versions is in force; a new version, reviewed anew, starts it again."""
    version = lock_version(actor, version_id)
    require(can_review(actor, version))
    target = VERSION_WORKFLOW.check("stop", state=version.state).target
    if not reason.strip():
        raise RuleViolated("reason_missing", "请说明停用理由。")
    today = timezone.localdate()
    end_earlier(version, today)
    version.state, version.valid_until = VersionState(target), today
    version.save(update_fields=["state", "valid_until"])
    data = {"code": version.scenario.code, "number": version.number}
    record(actor, "scenario.stopped", version.scenario, **data, reason=reason.strip())
    return version
