"""A visit is as far as the slowest of its departments."""

from collections.abc import Collection

from tongjian.supervision.inspections.choices import TeamState, VisitState
from tongjian.supervision.inspections.models import Visit

_PUBLISHED: Collection[str] = (TeamState.PUBLISHED,)
_REVIEWED: Collection[str] = (*_PUBLISHED, TeamState.REVIEWED)
_ENTERED: Collection[str] = (*_REVIEWED, TeamState.ENTERED)


def follow_teams(visit: Visit) -> None:
    """Moves a locked visit that has begun to where its departments are. They move at their own pace."""
    states = set(visit.teams.values_list("state", flat=True))
    state = VisitState.UNDERWAY
    for reached, then in (
        (_ENTERED, VisitState.CHECKED),
        (_REVIEWED, VisitState.REVIEWED),
        (_PUBLISHED, VisitState.PUBLISHED),
    ):
        if states <= set(reached):
            state = then
    if state != visit.state:
        visit.state = state
        visit.save(update_fields=["state"])
