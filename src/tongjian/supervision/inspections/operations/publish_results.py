"""公示检查结果。"""

import re
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.codes import is_resident_id
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import TeamState
from tongjian.supervision.inspections.events import ResultsPublished
from tongjian.supervision.inspections.models import VisitTeam
from tongjian.supervision.inspections.operations._lock import lock_team
from tongjian.supervision.inspections.operations._progress import follow_teams
from tongjian.supervision.inspections.operations._publication_clock import meet_publication_clock
from tongjian.supervision.inspections.queries import failed_item_codes, item_states, results_digest
from tongjian.supervision.inspections.workflow import TEAM_WORKFLOW

_EIGHTEEN = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")


@transaction.atomic
def publish_results(*, actor: Actor, team_id: UUID) -> VisitTeam:
    """Makes the department's results public (国发〔2019〕5号). Refuses words that hold an identity number (V21)."""
    team = lock_team(actor, team_id)
    require(policies.can_publish(actor, team))
    transition = TEAM_WORKFLOW.check("publish_results", state=team.state)
    _check_words(team)
    team.state, team.published_at, team.done_at = TeamState(transition.target), timezone.now(), timezone.now()
    team.save(update_fields=["state", "published_at", "done_at"])
    follow_teams(team.visit)
    end_todos(actor=actor, matter=team)
    meet_publication_clock(actor, team)
    visit, agency_id = team.visit, str(team.agency_id)
    entry = record(actor, "visit.results_published", visit, agency_id=agency_id, results_sha256=results_digest(team))
    publish(entry, ResultsPublished(str(visit.pk), str(visit.entity_id), agency_id, failed_item_codes(team)))
    return team


def _check_words(team: VisitTeam) -> None:
    notes = [state.result.note for state in item_states([team.pk]).get(team.pk, []) if state.result]
    for text in (team.summary, *notes):
        if any(is_resident_id(number) for number in _EIGHTEEN.findall(text)):
            raise rulebook.refusal("V21")
