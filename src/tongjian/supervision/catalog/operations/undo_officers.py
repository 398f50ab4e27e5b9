"""撤销一次执法人员名录的导入。"""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db import models, transaction

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import undo_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Officer
from tongjian.foundation.org.policies import can_manage_officers
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.models import Item, Qualification
from tongjian.supervision.catalog.operations._officers import set_fields, set_items


def undo_officers(*, actor: Actor, batch_id: UUID, reason: str) -> Batch:
    """Removes the officers the batch made and gives back what it replaced: all or nothing.

    Raises RuleViolated with reasons when an officer was changed since or took part in anything, and for a batch that
    another agency brought in.
    """
    require(can_manage_officers(actor))
    batch = exchange.get_batch(actor, batch_id)
    own = queries.managed_agency(actor)
    if batch.dataset != Dataset.OFFICERS or own not in ("", str(batch.agency_id)):
        raise RuleViolated("dataset_of_others", "这个批次不是本机关导入的执法人员名录。")
    return undo_batch(actor=actor, batch_id=batch_id, reason=reason, revert_chunk=partial(_revert, actor, batch))


def _revert(actor: Actor, batch: Batch, rows: Sequence[StagedRow]) -> list[str]:
    ids = [UUID(row.subject_id) for row in rows]
    locked = Officer.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    officers = {officer.pk: officer for officer in locked}
    held = {
        (officer, code): queries.ending(until)
        for officer, code, until in Qualification.objects.filter(officer__in=ids).values_list(
            "officer_id", "item__code", "valid_until"
        )
    }
    codes = {code for row in rows for code in (row.after or {}).get("items", {})}
    items = {item.code: item for item in Item.objects.filter(code__in=codes)}
    reasons = []
    for row in rows:
        officer = officers.get(UUID(row.subject_id))
        if officer is None:
            continue
        after = row.after or {}
        now = queries.plain(officer) | {
            "items": {code: held.get((officer.pk, code)) for code in after.get("items", {})}
        }
        if any(now[name] != value for name, value in after.items()):
            reasons.append(f"{officer.name}之后又被改过")
        elif reason := _take_back(actor, batch, officer, row, items):
            reasons.append(reason)
    return reasons


def _take_back(actor: Actor, batch: Batch, officer: Officer, row: StagedRow, items: dict[str, Item]) -> str:
    if row.before is not None:
        before: dict[str, Any] = row.before
        set_fields(officer, before)
        officer.save()
        set_items(officer, items, before.get("items", {}))
        record(actor, "officer.import_undone", officer, batch_id=str(batch.pk))
        return ""
    try:
        with transaction.atomic():
            Qualification.objects.filter(officer=officer).delete()
            record(actor, "officer.import_undone", officer, batch_id=str(batch.pk))
            officer.delete()
    except models.ProtectedError as protected:
        names = sorted({str(one._meta.verbose_name) for one in protected.protected_objects})
        return f"{officer.name}已有{'、'.join(names)}记录"
    return ""
