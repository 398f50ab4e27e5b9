"""发布事项。"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.operations import cite_clauses
from tongjian.supervision.catalog.choices import AdjustmentState, Secrecy, VersionState
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.operations._adjustments import settle_item
from tongjian.supervision.catalog.operations._lock import lock_version
from tongjian.supervision.catalog.operations._todos import end_review
from tongjian.supervision.catalog.policies import can_review
from tongjian.supervision.catalog.workflow import VERSION_WORKFLOW


@transaction.atomic
def publish_version(*, actor: Actor, version_id: UUID, valid_from: date | None = None) -> ItemVersion:
    """In force from today or a later day; whatever was to be in force from then on ends on that day. Never
    backdated."""
    version = lock_version(actor, version_id)
    require(can_review(actor, version))
    target = VERSION_WORKFLOW.check("publish", state=version.state).target
    today = timezone.localdate()
    starts = valid_from or today
    if starts < today:
        raise RuleViolated("backdated", "生效日期不能早于今天。")
    lasting = Q(valid_until=None, state=VersionState.PUBLISHED) | Q(valid_until__gt=starts)
    for old in version.item.versions.select_for_update().filter(lasting).exclude(pk=version.pk):
        old.state, old.valid_until = VersionState.RETIRED, starts
        old.save(update_fields=["state", "valid_until"])
    version.state, version.valid_from = VersionState(target), starts
    version.reviewed_by, version.published_at = actor.user_id, timezone.now()
    version.save(update_fields=["state", "valid_from", "reviewed_by", "published_at"])
    _keep_secret(version)
    end_review(actor, version)
    settle_item(actor, version, AdjustmentState.ADJUSTED)
    _cite(actor, version, starts)
    data = {"code": version.item.code, "number": version.number, "valid_from": starts.isoformat()}
    record(actor, "item.published", version.item, **data)
    return version


def _cite(actor: Actor, version: ItemVersion, starts: date) -> None:
    """Whoever changes a clause from now on finds the item."""
    [cited] = rulebook.link([(version.legal_basis, starts)])
    cite_clauses(actor=actor, kind=version._meta.label_lower, cited={version.pk: cited})


def _keep_secret(version: ItemVersion) -> None:
    """What becomes 不公开 leaves the public list at once, with every earlier version."""
    is_restricted = version.secrecy == Secrecy.RESTRICTED
    if version.item.is_restricted != is_restricted:
        version.item.is_restricted = is_restricted
        version.item.save(update_fields=["is_restricted"])
