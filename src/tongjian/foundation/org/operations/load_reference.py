"""载入随软件发布的区划、部门类别与机关。"""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import resources
from typing import TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency, AgencyKind, EnforcementStatus, Region
from tongjian.foundation.org.policies import can_manage_agencies

Row = TypeVar("Row", bound=Model)
BASIS = "随软件发布的机关名录，须由本级政府确认"


@transaction.atomic
def load_reference(*, actor: Actor) -> dict[str, int]:
    """Regions and kinds become what is shipped; agencies that are missing are added, those that are there stay as
    they are, because their names are corrected on the spot. Returns how many rows were added and changed."""
    require(can_manage_agencies(actor))
    regions, changed_regions = _load_regions()
    kinds, changed_kinds = _load_kinds()
    loaded = {
        "regions": regions,
        "kinds": kinds,
        "agencies": _add_agencies(),
        "changed": changed_regions + changed_kinds,
    }
    if any(loaded.values()):
        record(actor, "org.reference_loaded", Region.objects.get(pk="140000"), **loaded)
    return loaded


def _load_regions() -> tuple[int, int]:
    known = Region.objects.in_bulk()
    shipped = [
        Region(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent_id=row["parent"] or None,
            valid_from=_day(row["valid_from"]),
            valid_until=_day(row["valid_until"]),
            successor_id=row["successor"] or None,
        )
        for row in _rows("regions.csv")
    ]
    added = [region for region in shipped if region.pk not in known]
    # Parents and successors are linked afterwards: an abolished county may name one that comes later in the file.
    Region.objects.bulk_create(
        (Region(code=region.code, name=region.name, level=region.level) for region in added), batch_size=500
    )
    changed = _changed(shipped, known)
    Region.objects.bulk_update([*added, *changed], _columns(Region), batch_size=100)
    return len(added), len(changed)


def _load_kinds() -> tuple[int, int]:
    known = AgencyKind.objects.in_bulk()
    columns = {"code", *_columns(AgencyKind)}
    flags = {"is_enforcer", "is_coordinator", "is_deliberative"}
    shipped = [
        AgencyKind(
            **{name: text == "true" if name in flags else text for name, text in row.items() if name in columns}
        )
        for row in _rows("agency_kinds.csv")
    ]
    added = [kind for kind in shipped if kind.pk not in known]
    AgencyKind.objects.bulk_create(added)
    changed = _changed(shipped, known)
    AgencyKind.objects.bulk_update(changed, _columns(AgencyKind), batch_size=100)
    return len(added), len(changed)


def _changed(shipped: Iterable[Row], known: Mapping[str, Row]) -> list[Row]:
    return [row for row in shipped if row.pk in known and _values(row) != _values(known[row.pk])]


def _values(row: Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _columns(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if not field.primary_key]


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
