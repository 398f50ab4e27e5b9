"""退回修改。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.scenarios.choices import VersionState
from tongjian.supervision.scenarios.models import ScenarioVersion
from tongjian.supervision.scenarios.operations._lock import lock_version
from tongjian.supervision.scenarios.operations._todos import ask_author
from tongjian.supervision.scenarios.policies import can_review
from tongjian.supervision.scenarios.workflow import VERSION_WORKFLOW


@transaction.atomic
def return_scenario(*, actor: Actor, version_id: UUID, note: str) -> ScenarioVersion:
    """The reviewer says what to mend."""
    version = lock_version(actor, version_id)
    require(can_review(actor, version))
    target = VERSION_WORKFLOW.check("return", state=version.state).target
    if not note.strip():
        raise RuleViolated("reason_missing", "请说明退回修改的意见。")
    version.state = VersionState(target)
    version.save(update_fields=["state"])
    ask_author(actor, version)
    data = {"code": version.scenario.code, "number": version.number}
    record(actor, "scenario.returned", version.scenario, **data, note=note.strip())
    return version
