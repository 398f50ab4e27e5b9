"""How good the files of each source were, over time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from tongjian.doors.face.exports import xlsx_response
from tongjian.doors.face.pages import render_page
from tongjian.doors.face.parts import Chart
from tongjian.doors.face.tables import Column
from tongjian.doors.web.imports.datasets import DATASETS
from tongjian.doors.web.imports.table import TONES
from tongjian.doors.web.imports.tabs import tabs_of
from tongjian.foundation.exchange import queries
from tongjian.foundation.exchange.choices import Dataset, Severity
from tongjian.foundation.exchange.models import Batch, QualityFigure
from tongjian.foundation.exchange.queries import Source
from tongjian.foundation.kernel.http import ActorRequest

_NOT_COUNTED = "—"
_ALL = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of one file as the export says it."""

    batch: Batch
    label: str
    figure: QualityFigure


@require_safe
def quality(request: ActorRequest) -> HttpResponseBase:
    sources = queries.list_sources(request.actor)
    wanted = request.GET.get("source")
    source = next((one for one in sources if one.key == wanted), sources[0] if sources else None)
    if source and request.GET.get("export") == "xlsx":
        batches = queries.measured_batches(request.actor, source, last=_ALL)
        about = {"来源": _title(source), "导出人": request.actor.name}
        return xlsx_response(_EXPORT, _lines(batches, source), "数据质量", about=about)
    context: dict[str, Any] = {"sources": [(one, _title(one)) for one in sources], "source": source}
    if source:
        batches = queries.measured_batches(request.actor, source)
        context |= _history(batches) | _last(batches, source)
    return render_page(request, "imports/quality.html", {**context, "tabs": tabs_of("quality")})


def _title(source: Source) -> str:
    return f"{source.agency_name} · {Dataset(source.dataset).label}"


def _history(batches: Sequence[Batch]) -> dict[str, Any]:
    days = [localtime(batch.created_at).strftime("%Y-%m-%d %H:%M") for batch in batches]
    shares: dict[str, list[float | None]] = {
        "不合格": [_percent(batch.rejected, batch.rows) for batch in batches],
        "有提示": [_percent(batch.warned, batch.rows) for batch in batches],
        "空缺": [_missing_share(batch) for batch in batches],
    }
    option = {
        "legend": {"top": 0},
        "xAxis": {"type": "category", "data": days},
        "yAxis": {"type": "value", "min": 0, "axisLabel": {"formatter": "{value}%"}},
        "series": [{"type": "line", "name": name, "data": values} for name, values in shares.items()],
    }
    rows = [
        (day, batch.file_name, f"{batch.rows:,}", *(_shown(values[at]) for values in shares.values()))
        for at, (day, batch) in enumerate(zip(days, batches, strict=True))
    ]
    return {"option": option, "rows": Chart(("接收时间", "文件", "行数", *shares), rows, "各批次的比例")}


def _last(batches: Sequence[Batch], source: Source) -> dict[str, Any]:
    """Per field the last file beside the one before it, then what was found in the last one."""
    last, before = batches[-1], batches[-2] if len(batches) > 1 else None
    labels = DATASETS[source.dataset].labels
    fields = [
        {
            "label": labels.get(field, field),
            "column": column,
            "missing": _shown(_missing_of(last, field)),
            "missing_before": _shown(_missing_of(before, field) if before else None),
            "rejected": _count(last, field, Severity.REJECT),
            "warned": _count(last, field, Severity.WARN),
        }
        for field, column in last.mapping.items()
    ]
    said = queries.examples_of(last)
    found = sorted((one for one in last.quality_figures.all() if one.rule), key=lambda one: (one.severity, -one.rows))
    rules = [(one, said.get((one.column, one.rule), one.rule), _percent(one.rows, last.rows)) for one in found]
    return {"last": last, "fields": fields, "rules": rules, "tones": TONES}


def _missing_of(batch: Batch, field: str) -> float | None:
    """Percent; None where it was not counted (files of earlier releases, or the column was not there)."""
    found = [one.rows for one in batch.quality_figures.all() if not one.rule and one.field == field]
    return _percent(found[0], batch.rows) if found else None


def _missing_share(batch: Batch) -> float | None:
    empty = [one.rows for one in batch.quality_figures.all() if not one.rule]
    return _percent(sum(empty), batch.rows * len(empty)) if empty else None


def _count(batch: Batch, field: str, severity: str) -> int:
    """By rule: a row in which two rules find something counts twice."""
    return sum(one.rows for one in batch.quality_figures.all() if one.field == field and one.severity == severity)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)


def _shown(share: float | None) -> str:
    return _NOT_COUNTED if share is None else f"{share:g}%"


def _lines(batches: Sequence[Batch], source: Source) -> Iterator[Line]:
    labels = DATASETS[source.dataset].labels
    for batch in batches:
        for figure in batch.quality_figures.all():
            yield Line(batch, labels.get(figure.field, ""), figure)


_EXPORT: tuple[Column[Line], ...] = (
    Column("created_at", "接收时间", lambda line: line.batch.created_at, kind="datetime"),
    Column("file_name", "文件", lambda line: line.batch.file_name),
    Column("rows", "行数", lambda line: line.batch.rows, kind="number"),
    Column("field", "字段", lambda line: line.label),
    Column("column", "列", lambda line: line.figure.column),
    Column("rule", "规则", lambda line: line.figure.rule or "空缺"),
    Column("severity", "性质", lambda line: line.figure.get_severity_display() if line.figure.rule else ""),
    Column("found", "涉及行数", lambda line: line.figure.rows, kind="number"),
    Column("share", "占比（%）", lambda line: _percent(line.figure.rows, line.batch.rows), kind="number"),
)
