"""合并检查要点。"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.scenarios.models import JointPart, JointPoint
from tongjian.supervision.scenarios.operations._lock import lock_version
from tongjian.supervision.scenarios.policies import can_join
from tongjian.supervision.scenarios.queries import sources_of


@transaction.atomic
def join_points(*, actor: Actor, version_id: UUID, point_ids: Collection[UUID], content: str) -> JointPoint:
    """One answer serves all of these check points of a draft, under the wording `content`.

    Raises RuleViolated for fewer than two, for points of no item of the scenario, and for one that is joined already.
    """
    version = lock_version(actor, version_id)
    require(can_join(actor, version))
    known = {source.point.pk: source.point for source in sources_of(version)}
    wanted = list(dict.fromkeys(point_ids))
    if len(wanted) < 2:
        raise RuleViolated("points_missing", "请至少选择两个要点。")
    if any(pk not in known for pk in wanted):
        raise RuleViolated("point_not_listed", "所选要点不在这件事所列事项的检查表里。")
    if not content.strip():
        raise RuleViolated("content_missing", "请填写合并后的检查内容。", field="content")
    if JointPart.objects.filter(version=version, check_point__in=wanted).exists():
        raise RuleViolated("point_joined", "所选要点中有的已经合并，请先拆开。")
    joint = JointPoint.objects.create(
        version=version, content=content.strip(), joined_by=actor.user_id, joined_at=timezone.now()
    )
    JointPart.objects.bulk_create(JointPart(joint=joint, version=version, check_point_id=pk) for pk in wanted)
    names = [f"{known[pk].checklist.code}-{known[pk].number}" for pk in wanted]
    record(
        actor, "scenario.points_joined", version.scenario, code=version.scenario.code, number=version.number,
        points=names, content=joint.content,
    )  # fmt: skip
    return joint
