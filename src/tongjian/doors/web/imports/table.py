"""The columns of the list of batches and of the report of findings."""

from collections.abc import Mapping

from django.urls import reverse

from tongjian.doors.face.parts import Tone
from tongjian.doors.face.tables import Column
from tongjian.doors.face.tones import tone_of
from tongjian.foundation.exchange.models import Batch, Finding

TONES: Mapping[str, Tone] = {
    "received": "draft",
    "staging": "active",
    "staged": "active",
    "applying": "active",
    "applied": "good",
    "undone": "off",
    "refused": "soon",
    "reject": "soon",
    "warn": "active",
}


def batch_url(batch: Batch) -> str:
    return reverse("imports:detail", args=[batch.pk])


BATCHES: tuple[Column[Batch], ...] = (
    Column("file_name", "文件", lambda batch: batch.file_name, url=batch_url),
    Column("dataset", "数据", lambda batch: batch.get_dataset_display()),
    Column("state", "状态", lambda batch: batch.get_state_display(), kind="badge",
           tone=lambda batch: tone_of(batch.state, TONES)),
    Column("agency", "来源机关", lambda batch: batch.agency.name if batch.agency else "主机命令行"),
    Column("created_at", "接收时间", lambda batch: batch.created_at, kind="datetime", sort="created_at"),
    Column("rows", "行数", lambda batch: batch.rows, kind="number", sort="rows"),
    Column("rejected", "不合格", lambda batch: batch.rejected, kind="number", sort="rejected"),
    Column("created", "新增", lambda batch: batch.created, kind="number"),
    Column("updated", "更新", lambda batch: batch.updated, kind="number"),
    Column("unchanged", "无变化", lambda batch: batch.unchanged, kind="number", is_optional=True),
    Column("warned", "有提示", lambda batch: batch.warned, kind="number", is_optional=True),
    Column("sha256", "摘要（SHA-256）", lambda batch: batch.sha256, kind="code", is_optional=True),
)  # fmt: skip

FINDINGS: tuple[Column[Finding], ...] = (
    Column("row", "行", lambda finding: finding.row, kind="number"),
    Column("column", "列", lambda finding: finding.column),
    Column("value", "值", lambda finding: finding.value),
    Column("rule", "规则", lambda finding: finding.rule, kind="code"),
    Column("severity", "性质", lambda finding: finding.get_severity_display(), kind="badge",
           tone=lambda finding: tone_of(finding.severity, TONES)),
    Column("sentence", "说明", lambda finding: finding.sentence),
)  # fmt: skip
