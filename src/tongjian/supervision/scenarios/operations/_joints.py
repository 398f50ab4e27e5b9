"""Joint points on their way from one version to the next."""

from tongjian.supervision.scenarios.models import JointPart, JointPoint, ScenarioVersion
from tongjian.supervision.scenarios.queries import sources_of


def carry_over(before: ScenarioVersion | None, version: ScenarioVersion) -> None:
    """What was joined stays joined as far as the checklists still have it; what is left of one point is none. Also
    for a draft whose items have changed (`before` is the draft itself)."""
    if before is None:
        return
    listed = {source.point.pk for source in sources_of(version)}
    for joint in list(before.joint_points.prefetch_related("parts")):
        kept = [part.check_point_id for part in joint.parts.all() if part.check_point_id in listed]
        if before.pk == version.pk and len(kept) == len(joint.parts.all()):
            continue
        if before.pk == version.pk:
            joint.delete()
        if len(kept) < 2:
            continue
        copy = JointPoint.objects.create(
            version=version, content=joint.content, joined_by=joint.joined_by, joined_at=joint.joined_at
        )
        JointPart.objects.bulk_create(JointPart(joint=copy, version=version, check_point_id=pk) for pk in kept)
