"""公布重点事项。"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.key_items.choices import VersionState
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.operations._content import recorded, refuse_lapsed
from tongjian.supervision.key_items.operations._lock import lock_version
from tongjian.supervision.key_items.operations._todos import REVIEW, YEARLY, begin_year, end_asking
from tongjian.supervision.key_items.policies import SETTLED, can_review
from tongjian.supervision.key_items.workflow import VERSION_WORKFLOW


@transaction.atomic
def publish_key_item(*, actor: Actor, version_id: UUID, valid_from: date | None = None) -> KeyItemVersion:
    """On the list from today or a later day, on which the version before it ends; the year to its review begins. Never
    backdated; its items must be in force on that day (V02)."""
    version = lock_version(actor, version_id)
    require(can_review(actor, version))
    target = VERSION_WORKFLOW.check("publish", state=version.state).target
    today = timezone.localdate()
    starts = valid_from or today
    if starts < today:
        raise RuleViolated("backdated", "生效日期不能早于今天。", field="valid_from")
    refuse_lapsed(version, starts)
    _end_earlier(version, starts)
    version.state, version.valid_from = VersionState(target), starts
    version.reviewed_by, version.published_at = actor.user_id, timezone.now()
    version.save(update_fields=["state", "valid_from", "reviewed_by", "published_at"])
    end_asking(actor, version.key_item, REVIEW, YEARLY)
    begin_year(actor, version)
    record(
        actor, "key_item.published", version.key_item, **recorded(version), total=str(version.total),
        valid_from=starts.isoformat(),
    )  # fmt: skip
    return version


def _end_earlier(version: KeyItemVersion, day: date) -> None:
    """Nothing published earlier lasts beyond the day."""
    earlier = version.key_item.versions.filter(state__in=SETTLED).exclude(pk=version.pk)
    if earlier.filter(state=VersionState.REMOVAL).exists():
        raise Conflict("key_item_in_removal", "原来的版本正在办理移出，办完后才能公布新的版本。")
    earlier.filter(valid_until__gt=day).update(valid_until=day)
    earlier.filter(state=VersionState.PUBLISHED).update(state=VersionState.SUPERSEDED, valid_until=day)
