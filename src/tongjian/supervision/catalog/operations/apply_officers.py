"""把校验过的执法人员名录入库。"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from tongjian.foundation.exchange.choices import RowOutcome
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import RowChange, apply_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.org.events import CertificateSettled
from tongjian.foundation.org.models import Officer
from tongjian.foundation.org.policies import can_manage_officers
from tongjian.supervision.catalog.operations._officers import set_fields, set_items
from tongjian.supervision.catalog.queries import FoundOfficers


def apply_officers(*, actor: Actor, batch_id: UUID, on_progress: Callable[[int], None] | None = None) -> Batch:
    """Chunk by chunk; every officer who is new or differs is on record by name of the batch. What became impossible
    since the check (an account taken, an officer of another agency by now) stays out."""
    require(can_manage_officers(actor))
    apply_chunk = partial(_apply, actor, batch_id)
    return apply_batch(actor=actor, batch_id=batch_id, apply_chunk=apply_chunk, on_progress=on_progress)


def _apply(actor: Actor, batch_id: UUID, rows: Sequence[StagedRow]) -> list[RowChange]:
    found = FoundOfficers(actor, [row.payload for row in rows], is_locked=True)
    return [_apply_row(actor, batch_id, found, row.payload) for row in rows]


def _apply_row(actor: Actor, batch_id: UUID, found: FoundOfficers, payload: Mapping[str, Any]) -> RowChange:
    officer, agency = found.officer_of(payload), found.agency_of(payload)
    try:
        before, after = found.changes(payload)
    except LookupError:
        return RowChange(RowOutcome.REJECTED, str(officer.pk) if officer else "")
    if not found.may_manage(payload) or agency.valid_until is not None:
        return RowChange(RowOutcome.REJECTED, str(officer.pk) if officer else "")
    if officer is not None and not after:
        return RowChange(RowOutcome.UNCHANGED, str(officer.pk))
    is_new = officer is None
    if officer is None:
        until = date.fromisoformat(payload["certificate_until"])
        officer = Officer(certificate_number=payload["certificate_number"], certificate_until=until)
    set_fields(officer, after)
    officer.save(force_insert=is_new)
    items = after.get("items", {})
    set_items(officer, {code: found.items[code] for code in items}, items)
    data = {"agency_id": str(agency.pk), "certificate_until": officer.certificate_until.isoformat()}
    entry = record(actor, "officer.imported", officer, batch_id=str(batch_id), codes=list(items), **data)
    if not is_new and {"certificate_until", "is_active"} & set(after):
        publish(entry, CertificateSettled(str(officer.pk)))
    if is_new:
        return RowChange(RowOutcome.CREATED, str(officer.pk), None, after)
    return RowChange(RowOutcome.UPDATED, str(officer.pk), before, after)
