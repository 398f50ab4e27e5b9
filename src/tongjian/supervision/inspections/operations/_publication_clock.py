"""公示时限（国发〔2019〕5号）: one clock per department, from the end of the visit to the publication of results."""

from datetime import datetime

from tongjian.foundation.casework.operations import meet_clock, start_clock
from tongjian.foundation.casework.queries import clocks_of
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.inspections.models import VisitTeam


def start_publication_clock(actor: Actor, team: VisitTeam, ended_at: datetime) -> None:
    """`result.publish` names the time limit that applies; the rulebook may name another for a region or agency."""
    visit = team.visit
    start_clock(
        actor=actor,
        parameter_code=rulebook.text("result.publish", region=visit.region_id, agency=team.agency.code),
        matter=team,
        title=f"公示检查结果：{visit.entity.name}"[:200],
        agency_id=team.agency_id,
        started_at=ended_at,
        url=visit.get_absolute_url(),
    )


def meet_publication_clock(actor: Actor, team: VisitTeam) -> None:
    for clock in clocks_of(team._meta.label_lower, team.pk):
        meet_clock(actor=actor, matter=team, parameter_code=clock.parameter_code)
