"""提交审核。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.scenarios.choices import VersionState
from tongjian.supervision.scenarios.models import ScenarioVersion
from tongjian.supervision.scenarios.operations._content import refuse_incomplete, refuse_lapsed
from tongjian.supervision.scenarios.operations._lock import lock_version
from tongjian.supervision.scenarios.operations._todos import ask_reviewers
from tongjian.supervision.scenarios.policies import can_edit
from tongjian.supervision.scenarios.workflow import VERSION_WORKFLOW


@transaction.atomic
def submit_scenario(*, actor: Actor, version_id: UUID) -> ScenarioVersion:
    """Complete, and with items in force (V02): otherwise nobody is asked to review it."""
    version = lock_version(actor, version_id)
    require(can_edit(actor, version))
    target = VERSION_WORKFLOW.check("submit", state=version.state).target
    refuse_incomplete(version)
    refuse_lapsed(version, timezone.localdate())
    version.state, version.submitted_by_id = VersionState(target), actor.agency_id
    version.save(update_fields=["state", "submitted_by"])
    ask_reviewers(actor, version)
    record(actor, "scenario.submitted", version.scenario, code=version.scenario.code, number=version.number)
    return version
