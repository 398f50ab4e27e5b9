"""How many heads of a department have approved, and how many more must."""

from tongjian.foundation.rulebook.queries import number
from tongjian.supervision.inspections.models import TeamApproval, VisitTeam


def approvals_of(team: VisitTeam) -> list[TeamApproval]:
    """Those that stand, in order."""
    return [row for row in team.approvals.all() if row.withdrawn_at is None]


def approvals_missing(team: VisitTeam) -> int:
    """By `visit.approvals_per_agency` as it stands today for this department."""
    needed = number("visit.approvals_per_agency", region=team.agency.region_id, agency=team.agency.code)
    return max(0, needed - len(approvals_of(team)))
