"""What stands against a visit, by the rulebook: V01 to V09, its day, and the document of a
visit that was not planned.

Every refusal is found, not only the first. A constant number of statements per department.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from tongjian.foundation.kernel.verdict import Verdict, refuse
from tongjian.foundation.org.models import Officer
from tongjian.foundation.org.queries import published_enforcers
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.workdays import due
from tongjian.supervision.catalog.models import FrequencyCap
from tongjian.supervision.catalog.queries import Caps, unpublished
from tongjian.supervision.inspections.choices import TeamState
from tongjian.supervision.inspections.models import Visit, VisitCause, VisitOfficer, VisitTeam
from tongjian.supervision.inspections.queries.attendances import against_attendance
from tongjian.supervision.inspections.queries.commissions import against_commissions
from tongjian.supervision.inspections.queries.counting import count_visits, counts_for_cap
from tongjian.supervision.inspections.queries.grounds import PLANNED_CAUSE, VALIDITY, ground_of
from tongjian.supervision.inspections.queries.post_permit import against_routine
from tongjian.supervision.registry.queries import family_of, recusals, risks_of

_UNAPPROVED = (TeamState.PLANNED, TeamState.SUBMITTED)


def refusals_for_code(visit: Visit) -> list[Verdict]:
    """Why the code may not be issued now; empty when it may. To be relied on only under the entity's lock."""
    teams, ground, family = _teams_of(visit), ground_of(visit), family_of(visit.entity_id)
    if not visit.is_check:
        against = against_attendance(visit, teams, _day_of(visit).year, family)
        return [*_of_day(visit, teams), *against, *_of_approval(teams, ground)]
    found = [
        *_of_day(visit, teams),
        *_of_ground(visit, ground),
        *_of_teams(teams, _day_of(visit)),
        *_of_approval(teams, ground),
        *_of_cap(visit, teams, family),
        *against_routine(visit, teams, _day_of(visit).year, family),
    ]
    return sorted(found, key=lambda refusal: refusal.code)


def refusals_for_team(team: VisitTeam) -> list[Verdict]:
    """Why the head may not be asked: who checks, with whom, what (V01 to V04, V07, V08); of an entry that is no check,
    what makes it one, and how many there were."""
    [loaded] = _teams_of(team.visit, Q(pk=team.pk))
    if not team.visit.is_check:
        year, family = _day_of(team.visit).year, family_of(team.visit.entity_id)
        return list(against_attendance(team.visit, [loaded], year, family))
    return sorted(_of_teams([loaded], _day_of(team.visit)), key=lambda refusal: refusal.code)


def code_valid_until(visit: Visit, teams: Iterable[VisitTeam]) -> datetime:
    """Exclusive: 24:00 of the last workday of `visit.code_validity`, counted from the last approval."""
    validity = rulebook.required("visit.code_validity", region=visit.region_id)
    approved = [team.approved_at for team in teams if team.approved_at is not None]
    start = max(approved, default=timezone.now())
    return due(start, int(validity.value), validity.unit, rulebook.calendar()).at  # type: ignore[arg-type]


def certificate_problem(officer: Officer, on: date) -> str:
    """Empty when the officer may inspect on the day. `certificate_until` is exclusive."""
    if not officer.is_active:
        return "已不在岗"
    if officer.is_auxiliary:
        return "是执法辅助人员"
    if officer.certificate_from is not None and officer.certificate_from > on:
        return "执法证尚未生效"
    return "执法证已过期" if officer.certificate_until <= on else ""


def current_officers(team: VisitTeam) -> list[VisitOfficer]:
    return [row for row in team.officers.all() if row.replaced_at is None]


def _teams_of(visit: Visit, only: Q | None = None) -> list[VisitTeam]:
    teams = VisitTeam.objects.filter(only or Q(), visit=visit).select_related("agency", "agency__kind", "visit")
    return list(teams.prefetch_related("officers__officer", "items__item_version__item").order_by("pk"))


def _day_of(visit: Visit) -> date:
    return visit.planned_on or timezone.localdate()


def _of_teams(teams: Sequence[VisitTeam], on: date) -> Iterable[Verdict]:
    for team in teams:
        officers = [row.officer_id for row in current_officers(team)]
        items = {item.item_version.item_id for item in team.items.all()}
        yield from against_commissions(team.agency, officers, items, on)
    for rule in (_unpublished_bodies, _unpublished_items, _short_teams, _deliberative_bodies, _recusals):
        if names := list(dict.fromkeys(rule(teams, on))):
            yield rulebook.refusal_verdict(_CODES[rule.__name__], f"（{'；'.join(names)}）")


_CODES = {
    "_unpublished_bodies": "V01",
    "_unpublished_items": "V02",
    "_short_teams": "V03",
    "_deliberative_bodies": "V07",
    "_recusals": "V08",
}


def _unpublished_bodies(teams: Sequence[VisitTeam], on: date) -> list[str]:
    published = published_enforcers([team.agency_id for team in teams], on)
    return [team.agency.name for team in teams if team.agency_id not in published]


def _unpublished_items(teams: Sequence[VisitTeam], on: date) -> list[str]:
    names = []
    for team in teams:
        versions = [item.item_version for item in team.items.all()]
        missing = unpublished([version.pk for version in versions], on, region=team.agency.region_id)
        names += [version.item.name for version in versions if version.pk in missing]
    return names


def _short_teams(teams: Sequence[VisitTeam], on: date) -> Iterable[str]:
    for team in teams:
        agency, officers = team.agency, [row.officer for row in current_officers(team)]
        # An officer moved to another agency no longer acts for this one.
        problems = {officer.pk: certificate_problem(officer, on) for officer in officers}
        problems |= {officer.pk: "已调离本部门" for officer in officers if officer.agency_id != agency.pk}
        for officer in officers:
            if problems[officer.pk]:
                yield f"{agency.name}{officer.name}{problems[officer.pk]}"
        able = sum(not problem for problem in problems.values())
        needed = rulebook.number("visit.officers_per_agency", region=agency.region_id, agency=agency.code)
        if able < needed:
            yield f"{agency.name}有效执法人员 {able} 名，应当不少于 {needed} 名"


def _deliberative_bodies(teams: Sequence[VisitTeam], on: date) -> list[str]:
    return [team.agency.name for team in teams if team.agency.kind.is_deliberative]


def _recusals(teams: Sequence[VisitTeam], on: date) -> list[str]:
    officers = {row.officer_id: row.officer.name for team in teams for row in current_officers(team)}
    entity_id = teams[0].visit.entity_id
    recused = recusals([entity_id]).get(entity_id, set())
    return [name for officer_id, name in officers.items() if officer_id in recused]


def _of_ground(visit: Visit, ground: VisitCause | None) -> Iterable[Verdict]:
    """A cause that nobody wrote a document down for excuses nothing, and no cause lasts for ever."""
    if visit.cause != PLANNED_CAUSE and ground is None:
        yield refuse("cause_unfounded", "有因检查没有写明依据文书。", "国办发〔2024〕54号")
    elif ground is not None and _day_of(visit) >= ground.valid_until:
        limit = rulebook.required(VALIDITY, region=visit.region_id)
        sentence = f"依据文书（{ground.document_number}）只能用到 {ground.valid_until}（不含）。"
        yield refuse("cause_expired", sentence, limit.citation)


def _of_approval(teams: Sequence[VisitTeam], ground: VisitCause | None) -> Iterable[Verdict]:
    """先查后批: it is enough that the head has been asked, for the clock of the approval afterwards runs then."""
    is_first = ground is not None and ground.is_emergency
    needed = [team for team in teams if not (is_first and team.state == TeamState.SUBMITTED)]
    if waiting := [team.agency.name for team in needed if team.state in _UNAPPROVED]:
        yield rulebook.refusal_verdict("V05", f"（{'、'.join(waiting)}尚未批准）")


def _of_cap(visit: Visit, teams: Sequence[VisitTeam], family: Sequence[UUID]) -> Iterable[Verdict]:
    day, caps = _day_of(visit), Caps(_day_of(visit))
    grade = risks_of([visit.entity_id], day).get(visit.entity_id, "")
    full = []
    for team in teams:
        published = caps.of(team.agency, visit.entity, grade)
        if published is not None:
            if counts_for_cap(team) and (words := _above(published, team, day, family)):
                full.append(words)
            continue
        cap = rulebook.value_of(
            "cap.visits_per_year",
            on=day,
            region=team.agency.region_id,
            agency=team.agency.code,
            industry=visit.entity.industry,
        )
        if cap is None or not cap.value or not rulebook.may_refuse(cap) or not counts_for_cap(team):
            continue
        made = count_visits(team.agency_id, family, day.year, is_practice=visit.is_practice)
        if made >= int(cap.value):
            full.append(f"{team.agency.name} {day.year} 年度已检查 {made} 次，上限 {cap.value} 次")
    if full:
        yield rulebook.refusal_verdict("V06", f"（{'；'.join(full)}）")


def _above(cap: FrequencyCap, team: VisitTeam, day: date, family: Sequence[UUID]) -> str:
    """How often the department was there within the years of a published cap; empty while there is room."""
    years = range(day.year - cap.years + 1, day.year + 1)
    made = sum(count_visits(team.agency_id, family, year, is_practice=team.visit.is_practice) for year in years)
    if made < cap.times:
        return ""
    span = f"{day.year} 年度" if cap.years == 1 else f"{years[0]}—{day.year} 年"
    return f"{team.agency.name} {span}已检查 {made} 次，{cap.agency.name}公布的上限为{cap.words}"


def _of_day(visit: Visit, teams: Sequence[VisitTeam]) -> Iterable[Verdict]:
    if visit.planned_on is None:
        yield refuse("visit_date_missing", "尚未确定检查日期。", rulebook.required("visit.notice").citation)
    elif visit.planned_on < timezone.localdate():
        notice = rulebook.required("visit.notice").citation
        yield refuse("visit_date_past", "检查日期已过，请重新确定日期并报批。", notice)
    elif not _of_approval_waiting(teams) and visit.planned_on >= timezone.localdate(code_valid_until(visit, teams)):
        citation = rulebook.required("visit.code_validity", region=visit.region_id).citation
        yield refuse("code_would_expire", "检查码在检查日期前就会失效，请改期或者临近检查日期时再报批。", citation)


def _of_approval_waiting(teams: Sequence[VisitTeam]) -> bool:
    return any(team.state in _UNAPPROVED for team in teams)
