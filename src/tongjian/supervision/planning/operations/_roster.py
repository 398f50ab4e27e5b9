import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models.functions import Coalesce

from tongjian.foundation.org import queries as org
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure import sampling
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.planning.models import Candidate, Demand, Draw
from tongjian.supervision.planning.queries import item_code
from tongjian.supervision.registry.models import Interest


@dataclass(frozen=True, eq=False)
class Roster:
    rows: list[sampling.OfficerRow]
    candidates: list[Candidate]


def last_day(draw: Draw) -> date:
    """Whoever is drawn must still hold certificate and qualification on the last day a visit may take place."""
    return draw.window_until - timedelta(days=1)


def build_matching(draw: Draw, places: bytes) -> bytes:
    """matching.json: by which rule officers will be drawn, fixed before anybody knows the seed."""
    per_agency = rulebook.number("visit.officers_per_agency")
    rule = sampling.MatchingRule(per_agency, last_day(draw).isoformat(), hashlib.sha256(places).hexdigest())
    return sampling.write_matching(rule)


def build_roster(draw: Draw, demands: Iterable[Demand], units: Mapping[UUID, str]) -> Roster:
    """Every officer of the demanding departments who is certified today or will be on the last day, under a fresh
    opaque name. Whose certificate ends before that day is named too, so that an auditor sees why it was nobody's turn.
    """
    day = last_day(draw)
    cap = rulebook.number("officer.load_cap")
    demands = list(demands)
    agency_ids = {demand.agency_id for demand in demands}
    certified = org.certified_officers(agency_ids) | org.certified_officers(agency_ids, day)
    officers = list(certified.select_related("agency").order_by("pk"))
    qualifications = _qualifications(demands, day)
    recusals = _recusals([officer.pk for officer in officers], units)
    roster = Roster([], [])
    for officer in officers:
        salt = secrets.token_bytes(32)
        reference = sampling.officer_id(salt, str(officer.pk))
        roster.candidates.append(Candidate(draw=draw, officer=officer, reference=reference, salt=salt.hex()))
        roster.rows.append(
            sampling.OfficerRow(
                officer_id=reference,
                agency=officer.agency.code,
                regions=frozenset({officer.agency.region_id}),
                qualifications=frozenset(qualifications.get(officer.pk, ())),
                recusals=frozenset(recusals.get(officer.pk, ())),
                cap=cap,
                valid_until=officer.certificate_until.isoformat(),
            )
        )
    return roster


def _qualifications(demands: list[Demand], day: date) -> dict[UUID, set[str]]:
    """Item codes by officer: whoever is qualified for an item is so for the version that the demand pins."""
    versions = {version.pk: version for demand in demands for version in demand.items.select_related("item")}
    by_item = catalog.qualified_officer_ids({version.item_id for version in versions.values()}, day)
    qualified: dict[UUID, set[str]] = {}
    for version in versions.values():
        for officer_id in by_item.get(version.item_id, ()):
            qualified.setdefault(officer_id, set()).add(item_code(version))
    return qualified


def _recusals(officer_ids: list[UUID], units: Mapping[UUID, str]) -> dict[UUID, set[str]]:
    """Asked by officer, not by entity: officers are few and entities may be millions."""
    interests = Interest.objects.filter(officer_id__in=officer_ids, ended_at=None)
    rows = interests.values_list("officer_id", Coalesce("entity__merged_into", "entity"))
    recused: dict[UUID, set[str]] = {}
    for officer_id, entity_id in rows:
        if entity_id in units:
            recused.setdefault(officer_id, set()).add(units[entity_id])
    return recused
