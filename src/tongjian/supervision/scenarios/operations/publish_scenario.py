"""启用一件事。"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.scenarios.choices import VersionState
from tongjian.supervision.scenarios.models import ScenarioVersion
from tongjian.supervision.scenarios.operations._content import recorded, refuse_lapsed
from tongjian.supervision.scenarios.operations._lasting import end_earlier
from tongjian.supervision.scenarios.operations._lock import lock_version
from tongjian.supervision.scenarios.operations._todos import end_review
from tongjian.supervision.scenarios.policies import can_review
from tongjian.supervision.scenarios.workflow import VERSION_WORKFLOW


@transaction.atomic
def publish_scenario(*, actor: Actor, version_id: UUID, valid_from: date | None = None) -> ScenarioVersion:
    """In force from today or a later day, on which whatever was to be in force ends. Never backdated; its items must
    be in force on that day (V02)."""
    version = lock_version(actor, version_id)
    require(can_review(actor, version))
    target = VERSION_WORKFLOW.check("publish", state=version.state).target
    today = timezone.localdate()
    starts = valid_from or today
    if starts < today:
        raise RuleViolated("backdated", "生效日期不能早于今天。")
    refuse_lapsed(version, starts)
    end_earlier(version, starts)
    version.state, version.valid_from = VersionState(target), starts
    version.reviewed_by, version.published_at = actor.user_id, timezone.now()
    version.save(update_fields=["state", "valid_from", "reviewed_by", "published_at"])
    end_review(actor, version)
    record(actor, "scenario.published", version.scenario, **recorded(version), valid_from=starts.isoformat())
    return version
