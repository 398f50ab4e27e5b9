"""撤销一次事项或者检查表的导入。"""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import models, transaction

from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import undo_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.catalog import policies, queries
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import Checklist, CheckPoint, Item, ItemVersion
from tongjian.supervision.catalog.queries import set_texts, text_of

Revert = Callable[[Sequence[StagedRow]], list[str]]


def undo_import(*, actor: Actor, batch_id: UUID, reason: str) -> Batch:
    """Removes the drafts and check points the batch made and gives back the words it replaced: all or nothing.

    Raises RuleViolated with reasons when a version was submitted or published since, was changed by hand, or when
    another context (a demand, a visit) holds on to it.
    """
    require(policies.can_import(actor))
    batch = exchange.get_batch(actor, batch_id)
    reverts: dict[str, Revert] = {Dataset.ITEMS: _revert_items, Dataset.CHECKLISTS: _revert_checklists}
    if batch.dataset not in reverts:
        raise RuleViolated("dataset_of_others", "这个批次不是事项或者检查表。")
    return undo_batch(actor=actor, batch_id=batch_id, reason=reason, revert_chunk=reverts[batch.dataset])


def _revert_items(rows: Sequence[StagedRow]) -> list[str]:
    ids = [UUID((row.after or {})["version"]) for row in rows]
    locked = ItemVersion.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    versions = {str(version.pk): version for version in locked.select_related("item", "checklist")}
    reasons = []
    for row in rows:
        after = row.after or {}
        version = versions.get(after["version"])
        if version is None:
            continue
        reason = _stands_against(version, after) or _take_back(version, row)
        reasons += [reason] if reason else []
    return reasons


def _stands_against(version: ItemVersion, after: dict[str, str]) -> str:
    title = f"{version.item.code} {version.item.title}第 {version.number} 版"
    if version.state == VersionState.REVIEW:
        return f"{title}正在审核，请先退回修改"
    if version.state != VersionState.DRAFT:
        return f"{title}{version.get_state_display()}"
    current = text_of(version)
    if any(current[field] != text for field, text in after.items() if field in current):
        return f"{title}之后又被改过"
    return ""


def _take_back(version: ItemVersion, row: StagedRow) -> str:
    item = version.item
    if row.before is not None:
        texts = {field: text for field, text in row.before.items() if field in text_of(version)}
        _unplace(item, row.before)
        codes = Checklist.objects.filter(code=texts.get("checklist", ""))
        set_texts(version, texts, {checklist.code: checklist for checklist in codes})
        version.created_by = UUID(row.before["created_by"]) if row.before.get("created_by") else None
        version.save()
        return ""
    try:
        with transaction.atomic():
            version.delete()
            if not ItemVersion.objects.filter(item=item).exists():
                Item.objects.filter(pk=item.pk).delete()
    except models.ProtectedError as protected:
        return f"{item.code} {item.title}：{_holders(protected)}"
    return ""


def _unplace(item: Item, before: dict[str, str]) -> None:
    if "item_region" in before:
        item.region, item.level, item.compiled_by = None, "", None
    if "item_main" in before:
        item.main = None
    item.save(update_fields=["region", "level", "compiled_by", "main"])


def _revert_checklists(rows: Sequence[StagedRow]) -> list[str]:
    ids = [UUID(row.subject_id) for row in rows]
    points = {point.pk: point for point in CheckPoint.objects.select_related("checklist").filter(pk__in=ids)}
    frozen = queries.frozen_checklists({point.checklist.code for point in points.values()})
    reasons: dict[str, None] = {}
    for row in rows:
        point = points.get(UUID(row.subject_id))
        if point is not None:
            reason = _point_reason(point, row, frozen) or _take_back_point(point, row)
            reasons |= {reason: None} if reason else {}
    return list(reasons)


def _point_reason(point: CheckPoint, row: StagedRow, frozen: set[str]) -> str:
    after = row.after or {}
    if point.checklist.code in frozen:
        return f"检查表 {point.checklist.code} 已用于送审或发布的事项"
    if (point.content, point.method) != (after.get("content"), after.get("method")):
        return f"检查表 {point.checklist.code} 的第 {point.number} 项之后又被改过"
    return ""


def _take_back_point(point: CheckPoint, row: StagedRow) -> str:
    before, checklist = row.before or {}, point.checklist
    if "name" in before:
        Checklist.objects.filter(pk=checklist.pk).update(name=before["name"])
    if "content" in before:
        point.content, point.method = before["content"], before["method"]
        point.save(update_fields=["content", "method"])
        return ""
    try:
        with transaction.atomic():
            point.delete()
            if not CheckPoint.objects.filter(checklist=checklist).exists():
                Checklist.objects.filter(pk=checklist.pk).delete()
    except models.ProtectedError as protected:
        return f"检查表 {checklist.code}：{_holders(protected)}"
    return ""


def _holders(protected: models.ProtectedError) -> str:
    names = sorted({str(one._meta.verbose_name) for one in protected.protected_objects})
    return f"已有{'、'.join(names)}记录引用它"
