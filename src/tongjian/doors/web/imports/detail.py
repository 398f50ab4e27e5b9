"""What the page of a batch shows."""

from typing import Any

from django.urls import reverse

from tongjian.doors.face.parts import Entry, Fact, Progress, Step, Tile
from tongjian.doors.face.timelines import people_in, person_of
from tongjian.doors.web.imports.datasets import DatasetDoor
from tongjian.doors.web.imports.table import TONES
from tongjian.foundation.exchange import policies, queries
from tongjian.foundation.exchange.choices import BatchState
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.workflow import BATCH
from tongjian.foundation.kernel import jobs
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.org.queries import names_of_agencies, names_of_users

SHOWN_FINDINGS = 20
_STEPS = (
    ("上传", (BatchState.RECEIVED,)),
    ("校验", (BatchState.STAGING, BatchState.STAGED)),
    ("入库", (BatchState.APPLYING,)),
    ("完成", ()),
)
_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8（带 BOM）", "gb18030": "GB18030", "utf-16": "UTF-16", "": "工作簿"}
_DELIMITERS = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线"}


def detail_of(actor: Actor, batch: Batch, door: DatasetDoor) -> dict[str, Any]:
    return {
        "batch": batch,
        "door": door,
        "tones": TONES,
        "steps": steps_of(batch),
        "facts": facts_of(batch),
        "tiles": tiles_of(batch),
        "findings": list(queries.worst_findings_of(batch)[:SHOWN_FINDINGS]),
        "finding_count": batch.rejected + batch.warned,
        "mapping": [(column, door.labels.get(field, field)) for field, column in batch.mapping.items()],
        "job": progress_of(batch),
        "can_change": policies.can_change(actor, batch),
        "can_undo": policies.can_undo(actor, batch),
        "may_stage": BATCH.allows("begin_staging", state=batch.state),
        "may_undo": BATCH.allows("undo", state=batch.state),
        "entries": entries_of(batch),
    }


def steps_of(batch: Batch) -> list[Step]:
    if batch.state in (BatchState.REFUSED, BatchState.UNDONE):
        return []
    reached = next((n for n, (_, states) in enumerate(_STEPS) if batch.state in states), len(_STEPS))
    return [
        Step(label, "done" if n < reached else "current" if n == reached else "ahead")
        for n, (label, _) in enumerate(_STEPS)
    ]


def facts_of(batch: Batch) -> list[Fact]:
    facts = [
        Fact("数据", batch.get_dataset_display()),
        Fact("来源机关", batch.agency.name if batch.agency else "主机命令行"),
        Fact("导入人", names_of_users([str(batch.created_by or "")]).get(str(batch.created_by), "主机操作员")),
        Fact("接收时间", batch.created_at, kind="datetime"),
        Fact("大小", f"{batch.size:,} 字节"),
        Fact("原始文件摘要（SHA-256）", batch.sha256, kind="code"),
    ]
    if batch.header:
        words = [_ENCODINGS.get(batch.encoding, batch.encoding), _DELIMITERS.get(batch.delimiter, "")]
        facts.append(Fact("读法", "，".join(word for word in words if word)))
    if batch.applied_at:
        facts += [
            Fact("入库时间", batch.applied_at, kind="datetime"),
            Fact("行变更根哈希", batch.root, kind="code", source="本批全部新增、更新行的 Merkle 根，已记入存证"),
        ]
    if batch.undone_at:
        facts.append(Fact("撤销时间", batch.undone_at, kind="datetime"))
    return facts


def tiles_of(batch: Batch) -> list[Tile]:
    if not batch.rows or batch.state == BatchState.STAGING:
        return []
    tiles = [
        Tile("行数", f"{batch.rows:,}", icon="file-spreadsheet"),
        Tile("合格", f"{batch.accepted:,}", note=f"其中有提示 {batch.warned:,}", icon="circle-check", tone="good"),
        Tile("不合格", f"{batch.rejected:,}", note="不入库，见报告", icon="circle-x",
             tone="soon" if batch.rejected else "neutral"),
    ]  # fmt: skip
    if batch.state in (BatchState.APPLIED, BatchState.UNDONE):
        note = f"更新 {batch.updated:,}，无变化 {batch.unchanged:,}"
        tiles.append(Tile("新增", f"{batch.created:,}", note=note, icon="database"))
    return tiles


def progress_of(batch: Batch) -> Progress | None:
    """None when nothing is going on. What a command does on the host is not known to the queue."""
    if batch.state not in (BatchState.STAGING, BatchState.APPLYING):
        return None
    has_stopped = batch.created_by is not None and not jobs.is_under_way(batch.pk)
    url = reverse("imports:progress", args=[batch.pk])
    if batch.state == BatchState.STAGING:
        failure = "校验停止了，还没有数据入库。请重新核对各列后再校验。" if has_stopped else ""
        note = "可以离开这个页面，校验在后台继续"
        return Progress("正在校验", batch.rows, batch.expected, url=url, note=note, failure=failure)
    done = batch.created + batch.updated + batch.unchanged
    failure = "入库停止了，已入库的行仍然有效。可以继续入库，从停下的地方接着做。" if has_stopped else ""
    note = "可以离开这个页面，入库在后台继续"
    return Progress("正在入库", done, batch.accepted, url=url, note=note, failure=failure)


def entries_of(batch: Batch) -> list[Entry]:
    lines = timeline(batch._meta.label_lower, batch.pk)
    people = people_in(lines)
    agencies = names_of_agencies(line.agency_id for line in lines)
    return [
        Entry(
            at=line.at,
            who=" · ".join(part for part in (agencies.get(line.agency_id, ""), person_of(line, people)) if part),
            label=line.label,
            note=f"存证第 {line.index} 条" if line.index is not None else "",
        )
        for line in reversed(lines)
    ]
