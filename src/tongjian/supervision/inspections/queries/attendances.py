"""Entries that are no checks (观摩、调研、巡查 …): how many, and what stands against one."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import Count

from tongjian.foundation.kernel.verdict import Verdict, refuse
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.models import Parameter, Term
from tongjian.supervision.inspections.choices import COUNTED
from tongjian.supervision.inspections.models import EntryPurpose, Visit, VisitTeam

MOST_A_YEAR = "entry.most_per_year"


def purposes() -> Sequence[Term]:
    """For what an enterprise may be entered without a check, each with its citation."""
    return list(rulebook.terms("entry_purpose").order_by("code"))


def purpose_of(visit: Visit) -> EntryPurpose | None:
    return None if visit.is_check else EntryPurpose.objects.filter(visit=visit.pk).first()


def most_entries(team: VisitTeam) -> Parameter:
    """At how many entries of this kind a year the department may be, in one enterprise. Needs `agency`."""
    return rulebook.required(MOST_A_YEAR, region=team.agency.region_id, agency=team.agency.code)


def against_attendance(
    visit: Visit, teams: Sequence[VisitTeam], year: int, family: Collection[UUID]
) -> Iterable[Verdict]:
    """V07 where something would be checked; too many of them a year; nobody who would come."""
    for team in teams:
        if team.items.all():
            yield rulebook.refusal_verdict("V07", f"（{team.agency.name}）")
        if not any(row.replaced_at is None for row in team.officers.all()):
            yield refuse("attendance_nobody", f"{team.agency.name}还没有确定进企人员。", "国办发〔2024〕54号")
        limit, made = most_entries(team), _made(visit, team, year, family)
        if made >= int(limit.value):
            sentence = f"{team.agency.name} {year} 年已有 {made} 次不含检查的进企，上限 {limit.value} 次。"
            yield refuse("attendance_too_many", sentence, limit.citation)


def _made(visit: Visit, team: VisitTeam, year: int, family: Collection[UUID]) -> int:
    teams = VisitTeam.objects.filter(
        agency=team.agency_id, visit__entity__in=family, visit__is_check=False, visit__planned_on__year=year,
        visit__is_practice=visit.is_practice, visit__state__in=COUNTED,
    )  # fmt: skip
    return teams.exclude(visit=visit).count()


def attendances_by_agency(year: int) -> list[tuple[UUID, str, str, str, str, int]]:
    """Agency, its name and region, kind and label, and how many with a code or made. One query."""
    rows = VisitTeam.objects.filter(
        visit__planned_on__year=year, visit__is_check=False, visit__state__in=COUNTED, visit__is_practice=False
    ).order_by()
    names = ("agency__name", "agency__region__name", "visit__purpose__kind", "visit__purpose__label")
    return list(rows.values_list("agency_id", *names).annotate(n=Count("pk")))
