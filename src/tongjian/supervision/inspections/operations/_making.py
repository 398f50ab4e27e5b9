"""Making visits: drafts become rows with a number each, whoever orders them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from uuid import UUID

import rfc8785
from django.db.models import Max
from django.utils import timezone

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.models import Region
from tongjian.foundation.rulebook.queries import refusal
from tongjian.supervision.inspections.choices import OfficerSource
from tongjian.supervision.inspections.models import Visit, VisitItem, VisitOfficer, VisitTeam

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """`demand` names the demand that asked for the item, as text."""

    item_version_id: UUID
    demand: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerDraft:
    """`place` counts from 1; a place that the draw left open has no draft. `reason`: assigned without a draw."""

    place: int
    officer_id: UUID
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDraft:
    agency_id: UUID
    role: str
    items: tuple[ItemDraft, ...]
    officers: tuple[OfficerDraft, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDraft:
    """One visit to make. `window_until` is exclusive; `cause` is `plan` or a code of the dictionary override_kind, of
    one that `is_check` not of entry_purpose."""

    entity_id: UUID
    region_code: str
    address: str
    origin: str
    sequence: int
    year: int
    is_practice: bool
    window_from: date
    window_until: date
    teams: tuple[TeamDraft, ...]
    cause: str = "plan"
    is_check: bool = True


def make_visits(drafts: Sequence[VisitDraft]) -> list[Visit]:
    """All visits in the order given. Raises RuleViolated for a draft that is no lawful visit; then nothing is made."""
    for draft in drafts:
        _check(draft)
    visits = _make_visits(drafts)
    teams = _make_teams(visits, drafts)
    _make_parts(teams, drafts)
    return visits


def _check(draft: VisitDraft) -> None:
    if draft.window_from >= draft.window_until:
        raise RuleViolated("visit_window", "检查的最迟日期应当晚于最早日期。")
    agencies = [team.agency_id for team in draft.teams]
    if not agencies or len(set(agencies)) != len(agencies):
        raise RuleViolated("visit_teams", "每次检查至少有一个部门，且每个部门只能参加一次。")
    if sum(team.role == ParticipationRole.LEAD for team in draft.teams) != 1:
        raise RuleViolated("visit_lead", "每次检查应当有且只有一个牵头部门。")
    for team in draft.teams:
        _check_team(team, is_check=draft.is_check)


def _check_team(team: TeamDraft, *, is_check: bool) -> None:
    if team.items and not is_check:
        raise refusal("V07")
    if not team.items and is_check:
        raise RuleViolated("visit_items", "参加检查的部门应当至少有一个检查事项。")
    places = [officer.place for officer in team.officers]
    officers = [officer.officer_id for officer in team.officers]
    if len(set(places)) != len(places) or len(set(officers)) != len(officers):
        raise RuleViolated("visit_officers", "同一席位只能有一名执法人员，同一人只能占一个席位。")


def _make_visits(drafts: Sequence[VisitDraft]) -> list[Visit]:
    now = timezone.now()
    visits = [
        Visit(
            number=number,
            entity_id=draft.entity_id,
            region_id=draft.region_code,
            address=draft.address,
            cause=draft.cause,
            is_check=draft.is_check,
            origin=draft.origin,
            sequence=draft.sequence,
            year=draft.year,
            is_practice=draft.is_practice,
            window_from=draft.window_from,
            window_until=draft.window_until,
            created_at=now,
        )
        for number, draft in zip(_numbers(drafts), drafts, strict=True)
    ]
    return Visit.objects.bulk_create(visits, batch_size=_BATCH)


def _numbers(drafts: Sequence[VisitDraft]) -> list[str]:
    """检查-140105-2026-00012. Counts within a region and year; the region's row is the lock of its series."""
    regions = sorted({draft.region_code for draft in drafts})
    list(Region.objects.filter(pk__in=regions).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    used = (
        Visit.objects.filter(region_id__in=regions, year__in={draft.year for draft in drafts})
        .order_by()
        .values("region_id", "year", "is_practice", "is_check")
        .annotate(largest=Max("number"))
        .values_list("largest", flat=True)
    )
    last = {series: int(count) for series, _, count in (largest.rpartition("-") for largest in used)}
    return [_next_number(draft, last) for draft in drafts]


def _next_number(draft: VisitDraft, last: dict[str, int]) -> str:
    word = "演练" if draft.is_practice else "检查" if draft.is_check else "进企"
    series = f"{word}-{draft.region_code}-{draft.year}"
    last[series] = last.get(series, 0) + 1
    return f"{series}-{last[series]:06d}"


def _make_teams(visits: Sequence[Visit], drafts: Sequence[VisitDraft]) -> list[VisitTeam]:
    """In the order of the drafts and of the teams in each."""
    teams = [
        VisitTeam(visit=visit, agency_id=team.agency_id, role=team.role)
        for visit, draft in zip(visits, drafts, strict=True)
        for team in draft.teams
    ]
    return VisitTeam.objects.bulk_create(teams, batch_size=_BATCH)


def _make_parts(teams: Sequence[VisitTeam], drafts: Sequence[VisitDraft]) -> None:
    team_drafts = chain.from_iterable(draft.teams for draft in drafts)
    pairs = list(zip(teams, team_drafts, strict=True))
    items = [
        VisitItem(team=team, item_version_id=item.item_version_id, demand=item.demand)
        for team, draft in pairs
        for item in draft.items
    ]
    officers = [
        VisitOfficer(
            team=team,
            place=officer.place,
            officer_id=officer.officer_id,
            source=OfficerSource.ASSIGNED if officer.reason else OfficerSource.DRAWN,
            reason=officer.reason,
        )
        for team, draft in pairs
        for officer in draft.officers
    ]
    VisitItem.objects.bulk_create(items, batch_size=_BATCH)
    VisitOfficer.objects.bulk_create(officers, batch_size=_BATCH)


def digest_of(visits: Sequence[Visit]) -> str:
    """What the ledger entry pins: which number visits which entity."""
    pairs = [[visit.number, str(visit.entity_id)] for visit in visits]
    return hashlib.sha256(rfc8785.dumps(pairs)).hexdigest()
