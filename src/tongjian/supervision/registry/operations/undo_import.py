"""撤销一次导入。"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from tongjian.foundation.exchange.choices import RowOutcome
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import undo_batch
from tongjian.foundation.exchange.writing import update_rows
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.columns import normalise_name
from tongjian.supervision.registry.models import Entity, FormerName, Identifier, Interest, Merge, Premises, Provenance
from tongjian.supervision.registry.operations._facts import COLUMNS, Sources, set_fact
from tongjian.supervision.registry.operations._numbers import lock_numbers
from tongjian.supervision.registry.operations._upsert import write_premises
from tongjian.supervision.registry.queries import fact_of


def undo_import(*, actor: Actor, batch_id: UUID, reason: str) -> Batch:
    """Removes the entities the batch made and gives back the values it replaced: all or nothing.

    Raises RuleViolated with reasons when a later batch, a correction, a declared interest or another context (a visit,
    a draw) was built on one of them.
    """
    require(policies.can_undo_import(actor))
    revert = _Revert(batch_id)
    return undo_batch(actor=actor, batch_id=batch_id, reason=reason, revert_chunk=revert.rows)


class _Revert:
    def __init__(self, batch_id: UUID) -> None:
        self._batch_id = batch_id

    def rows(self, rows: Sequence[StagedRow]) -> list[str]:
        lock_numbers()
        created = [row for row in rows if row.outcome == RowOutcome.CREATED]
        updated = [row for row in rows if row.outcome == RowOutcome.UPDATED]
        return self._remove(created) + self._restore(updated)

    def _remove(self, rows: Sequence[StagedRow]) -> list[str]:
        ids = [UUID(row.subject_id) for row in rows]
        reasons = self._built_upon(ids)
        if reasons:
            return reasons
        try:
            with transaction.atomic():
                Entity.objects.filter(pk__in=ids).delete()
        except models.ProtectedError as protected:
            return _sentences(protected)
        return []

    def _built_upon(self, ids: Sequence[UUID]) -> list[str]:
        later = Provenance.objects.filter(entity_id__in=ids).exclude(batch_id=self._batch_id).select_related("entity")
        by_hand = {row.entity_id: f"{row.entity.name}：之后的批次或人工更正改过它" for row in later.order_by("id")}
        declared = Interest.objects.filter(entity_id__in=ids).select_related("entity").order_by("id")
        interests = {row.entity_id: f"{row.entity.name}：登记过执法人员的利害关系" for row in declared}
        return [*by_hand.values(), *interests.values()]

    def _merged_since(self, entities: Mapping[UUID, Entity]) -> list[str]:
        """Numbers moved with a merge, and the row that stays speaks for both: first the merge is undone."""
        begun = Batch.objects.values_list("created_at", flat=True).get(pk=self._batch_id)
        touched = models.Q(winner__in=entities) | models.Q(loser__in=entities)
        merges = Merge.objects.filter(touched, undone_at=None, merged_at__gte=begun).select_related("winner", "loser")
        return [f"{one.loser.name}：之后并入了“{one.winner.name}”，请先撤销合并" for one in merges.order_by("id")]

    def _restore(self, rows: Sequence[StagedRow]) -> list[str]:
        entities = Entity.objects.select_for_update().in_bulk([UUID(row.subject_id) for row in rows])
        pairs = [(row, entities[UUID(row.subject_id)]) for row in rows if UUID(row.subject_id) in entities]
        reasons = [f"{entity.name}：之后又被改过" for row, entity in pairs if not _is_as_left(entity, row.after or {})]
        reasons += self._merged_since(entities)
        if reasons:
            return reasons
        sources = Sources(entities)
        for row, entity in pairs:
            _give_back(entity, row, sources)
        changed = [entity for _, entity in pairs]
        update_rows(changed, fields=COLUMNS)
        write_premises({entity.pk: entity for entity in changed if entity.address})
        Premises.objects.filter(entity__in=[one.pk for one in changed if not one.address], is_main=True).delete()
        sources.write()
        _drop_parts(pairs)
        return []


def _is_as_left(entity: Entity, after: dict[str, Any]) -> bool:
    return all(fact_of(entity, name) == value for name, value in after.items() if name != "numbers")


def _give_back(entity: Entity, row: StagedRow, sources: Sources) -> None:
    before: dict[str, Any] = {name: value for name, value in (row.before or {}).items() if name != "sources"}
    now = timezone.now()
    sources.remember(entity, before, until=now)
    for name, value in before.items():
        set_fact(entity, name, value)
    entity.search_name = normalise_name(entity.name)[:200]
    entity.updated_at = now
    sources.take(entity.pk, before)
    sources.restore(entity.pk, (row.before or {}).get("sources", {}))


def _drop_parts(pairs: Sequence[tuple[StagedRow, Entity]]) -> None:
    """Numbers the batch added and former names it made."""
    numbers, names = models.Q(pk__in=[]), models.Q(pk__in=[])
    for row, entity in pairs:
        for kind, value in (row.after or {}).get("numbers", []):
            numbers |= models.Q(entity=entity, kind=kind, value=value)
        if "name" in (row.before or {}):
            names |= models.Q(entity=entity, name=entity.name)
    Identifier.objects.filter(numbers).delete()
    FormerName.objects.filter(names).delete()


def _sentences(protected: models.ProtectedError) -> list[str]:
    kinds: dict[str, int] = {}
    for one in protected.protected_objects:
        label = str(one._meta.verbose_name)
        kinds[label] = kinds.get(label, 0) + 1
    return [f"{count} 条“{label}”记录引用了本批新增的对象" for label, count in sorted(kinds.items())]
