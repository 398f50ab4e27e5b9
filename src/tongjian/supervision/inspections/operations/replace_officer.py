"""人工调整检查人员。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Officer
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.catalog.queries import qualified_officer_ids
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import OfficerSource, VisitState
from tongjian.supervision.inspections.models import VisitOfficer, VisitTeam
from tongjian.supervision.inspections.operations._approvals import reset_approvals
from tongjian.supervision.inspections.operations._lock import lock_team
from tongjian.supervision.inspections.queries import against_commissions, certificate_problem
from tongjian.supervision.inspections.workflow import VISIT_WORKFLOW
from tongjian.supervision.registry.models import Interest
from tongjian.supervision.registry.queries import family_of


@transaction.atomic
def replace_officer(*, actor: Actor, team_id: UUID, place: int, officer_id: UUID, reason: str) -> VisitOfficer:
    """Puts another officer of the department on a place, or one on an open place, for a reason that is shown with it.

    He or she must hold a valid certificate (V03), be qualified for the team's items, have no interest in the
    enterprise (V08) and not be on another visit that day. The head is asked again.
    """
    team = lock_team(actor, team_id)
    require(policies.can_prepare(actor, team))
    VISIT_WORKFLOW.check("change_team", state=team.visit.state)
    reason = required_words(reason, "reason_missing", "人工调整检查人员应当说明理由。")
    _check_place(team, place)
    officer = _the_officer(team, officer_id)
    _check_officer(team, officer)
    previous = team.officers.filter(place=place, replaced_at=None).first()
    if previous is not None:
        previous.replaced_at = timezone.now()
        previous.save(update_fields=["replaced_at"])
    row = VisitOfficer.objects.create(
        team=team, place=place, officer=officer, source=OfficerSource.MANUAL, reason=reason
    )
    was_reset = reset_approvals(actor, team.visit, [team])
    record(
        actor,
        "visit.officer_replaced",
        team.visit,
        agency_id=str(team.agency_id),
        place=place,
        officer_id=str(officer.pk),
        previous_id=str(previous.officer_id) if previous else "",
        reason=reason,
        reset=was_reset,
    )
    return row


def _check_place(team: VisitTeam, place: int) -> None:
    needed = rulebook.number("visit.officers_per_agency", region=team.agency.region_id, agency=team.agency.code)
    taken = team.officers.order_by("-place").values_list("place", flat=True).first() or 0
    if not 1 <= place <= max(needed, taken):
        raise RuleViolated("place_unknown", "没有这个席位。")


def _the_officer(team: VisitTeam, officer_id: UUID) -> Officer:
    officer = Officer.objects.filter(pk=officer_id, agency=team.agency_id).first()
    if officer is None:
        raise RuleViolated("officer_of_another_agency", "只能从本部门执法人员中选择。")
    if team.officers.filter(officer=officer, replaced_at=None).exists():
        raise RuleViolated("officer_on_team", f"{officer.name}已在本次检查人员中。")
    return officer


def _check_officer(team: VisitTeam, officer: Officer) -> None:
    visit, on = team.visit, team.visit.planned_on or timezone.localdate()
    if problem := certificate_problem(officer, on):
        raise rulebook.refusal("V03", f"（{officer.name}{problem}）")
    items = {item.item_version.item_id for item in team.items.select_related("item_version")}
    if outside := list(against_commissions(team.agency, [officer.pk], items, on)):
        raise RuleViolated("V04", outside[0].reason, outside[0].citation)
    qualified = qualified_officer_ids(items, on)
    if any(officer.pk not in qualified.get(item_id, set()) for item_id in items):
        raise RuleViolated("officer_not_qualified", f"{officer.name}没有本次全部检查事项的资格。")
    if Interest.objects.filter(entity__in=family_of(visit.entity_id), officer=officer, ended_at=None).exists():
        raise rulebook.refusal("V08", f"（{officer.name}）")
    if visit.planned_on is None:
        return
    elsewhere = VisitOfficer.objects.filter(
        officer=officer, replaced_at=None, team__visit__planned_on=visit.planned_on
    )
    if elsewhere.exclude(team__visit__state=VisitState.CANCELLED).exists():
        raise RuleViolated("officer_busy", f"{officer.name}当天已有其他检查。")
