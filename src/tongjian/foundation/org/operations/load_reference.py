"""载入随软件发布的区划、部门类别与机关。"""

import csv
import io
from datetime import date
from importlib import resources

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency, AgencyKind, EnforcementStatus, Region
from tongjian.foundation.org.policies import can_manage_agencies

BASIS = "随软件发布的机关名录，须由本级政府确认"


@transaction.atomic
def load_reference(*, actor: Actor) -> dict[str, int]:
    """Adds the shipped regions, kinds and agencies that are missing; alters nothing that is there."""
    require(can_manage_agencies(actor))
    added = {"regions": _add_regions(), "kinds": _add_kinds(), "agencies": _add_agencies()}
    if any(added.values()):
        record(actor, "org.reference_loaded", Region.objects.get(pk="140000"), **added)
    return added


def _add_regions() -> int:
    known = set(Region.objects.values_list("code", flat=True))
    missing = [row for row in _rows("regions.csv") if row["code"] not in known]
    # Parents and successors are linked afterwards: an abolished county may name one that comes later in the file.
    regions = [
        Region(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            valid_from=_day(row["valid_from"]),
            valid_until=_day(row["valid_until"]),
        )
        for row in missing
    ]
    Region.objects.bulk_create(regions, batch_size=500)
    for region, row in zip(regions, missing, strict=True):
        region.parent_id, region.successor_id = row["parent"] or None, row["successor"] or None
    Region.objects.bulk_update(regions, ["parent", "successor"], batch_size=200)
    return len(regions)


def _add_kinds() -> int:
    known = set(AgencyKind.objects.values_list("code", flat=True))
    columns = {field.name for field in AgencyKind._meta.concrete_fields}
    flags = {"is_enforcer", "is_coordinator", "is_deliberative"}
    kinds = [
        AgencyKind(
            **{name: text == "true" if name in flags else text for name, text in row.items() if name in columns}
        )
        for row in _rows("agency_kinds.csv")
        if row["code"] not in known
    ]
    AgencyKind.objects.bulk_create(kinds)
    return len(kinds)


def _add_agencies() -> int:
    ids = dict(Agency.objects.values_list("code", "id"))
    missing = [row for row in _rows("agencies.csv") if row["code"] not in ids]
    agencies = [
        Agency(
            code=row["code"],
            kind_id=row["kind"],
            region_id=row["region"],
            name=row["name"],
            valid_from=_day(row["valid_from"]),
        )
        for row in missing
    ]
    Agency.objects.bulk_create(agencies, batch_size=500)
    ids |= {agency.code: agency.pk for agency in agencies}
    for agency, row in zip(agencies, missing, strict=True):
        agency.line_superior_id = ids.get(row["line_superior"])
    Agency.objects.bulk_update(agencies, ["line_superior"], batch_size=200)
    EnforcementStatus.objects.bulk_create(
        EnforcementStatus(
            agency=agency,
            basis=BASIS,
            published_at=_day(row["valid_from"]) or timezone.localdate(),
            valid_from=_day(row["valid_from"]) or timezone.localdate(),
        )
        for agency, row in zip(agencies, missing, strict=True)
        if row["enforcement_published"] == "true"
    )
    return len(agencies)


def _rows(name: str) -> list[dict[str, str]]:
    raw = resources.files("tongjian.foundation.org").joinpath("reference", name).read_bytes()
    return list(csv.DictReader(io.StringIO(raw.decode(), newline="")))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
