"""拆开检查要点。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.scenarios.models import JointPoint, ScenarioVersion
from tongjian.supervision.scenarios.operations._lock import lock_version
from tongjian.supervision.scenarios.policies import can_join


@transaction.atomic
def part_points(*, actor: Actor, joint_id: UUID) -> ScenarioVersion:
    """The check points of a draft stand for themselves again."""
    found = JointPoint.objects.filter(pk=joint_id).values_list("version", flat=True).first()
    if found is None:
        raise NotFound("joint_not_found", "没有这个合并要点，或者已经拆开。")
    version = lock_version(actor, found)
    require(can_join(actor, version))
    joint = JointPoint.objects.prefetch_related("parts__check_point__checklist").filter(pk=joint_id).first()
    if joint is None:
        raise NotFound("joint_not_found", "没有这个合并要点，或者已经拆开。")
    names = [f"{part.check_point.checklist.code}-{part.check_point.number}" for part in joint.parts.all()]
    joint.delete()
    record(
        actor, "scenario.points_parted", version.scenario, code=version.scenario.code, number=version.number,
        points=names,
    )  # fmt: skip
    return version
