"""Reads about batches: lists, the table inside, what was found, what changed."""

import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet

from tongjian.foundation.exchange.choices import BatchState, RowOutcome, RunState
from tongjian.foundation.exchange.models import Batch, ColumnMapping, Feed, FeedRun, Finding, StagedRow
from tongjian.foundation.exchange.policies import visible_batches, visible_feeds, visible_mappings
from tongjian.foundation.exchange.reading import PIECE, Limits, Sheet, Table, open_table
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure import tlog

UNFINISHED = (BatchState.RECEIVED, BatchState.STAGING, BatchState.STAGED, BatchState.APPLYING)
_HEAD_ROWS = 1000
_MEASURED = (BatchState.STAGED, BatchState.APPLYING, BatchState.APPLIED, BatchState.UNDONE)
_SHOWN_BATCHES = 24
CHANGED = (RowOutcome.CREATED, RowOutcome.UPDATED)


def limits(*, on_host: bool = False) -> Limits:
    """From the rulebook (import.max_bytes, …); where a row was never loaded, as shipped. What comes in on the host
    itself (command line, feed folder) may be larger than what comes by page."""
    scope = "import.host" if on_host else "import"
    return Limits(
        max_bytes=rulebook.amount(f"{scope}.max_bytes"),
        max_rows=rulebook.amount(f"{scope}.max_rows"),
        max_unpacked_bytes=rulebook.amount("import.max_unpacked_bytes"),
    )


def list_batches(actor: Actor, *, dataset: str = "", state: str = "") -> QuerySet[Batch]:
    wanted = {name: value for name, value in {"dataset": dataset, "state": state}.items() if value}
    return visible_batches(actor).filter(**wanted)


def get_batch(actor: Actor, batch_id: UUID) -> Batch:
    batch = visible_batches(actor).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound("batch_not_found", "没有这个批次，或者您无权查看。")
    return batch


def find_unfinished(actor: Actor, *, dataset: str, file: io.BufferedIOBase) -> Batch | None:
    """A batch of the same bytes that the same person began and did not finish.

    The file is read only where a batch of its size is waiting: one that is too large is refused at once.
    """
    mine = visible_batches(actor).filter(created_by=actor.user_id, dataset=dataset, state__in=UNFINISHED)
    alike = mine.filter(size=file.seek(0, os.SEEK_END))
    if not alike.exists():
        return None
    file.seek(0)
    return alike.filter(sha256=hashlib.file_digest(file, "sha256").hexdigest()).order_by("created_at").first()


@contextmanager
def sheet_of(batch: Batch, *, piece: int = PIECE) -> Iterator[Sheet]:
    """The stored bytes as a table in pieces."""
    if not batch.raw:
        raise RuleViolated("batch_without_file", "这个批次没有保存原始文件。")
    with batch.raw.open("rb") as file:
        yield open_table(file, limits(on_host=batch.created_by is None), piece=piece)


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file: `rows` is its number of rows where `is_whole`, else an estimate."""

    table: Table
    rows: int
    is_whole: bool


def head_of(batch: Batch) -> Head:
    """Raises RuleViolated when the stored bytes are no table, as far as that shows before its rows are read."""
    with sheet_of(batch, piece=_HEAD_ROWS) as sheet:
        table = next(sheet.pieces)
        is_whole = len(table.rows) < _HEAD_ROWS
        return Head(table, len(table.rows) if is_whole else round(len(table.rows) / sheet.fraction()), is_whole)


def header_hash(header: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(header), ensure_ascii=False).encode()).hexdigest()


def find_precedent(batch: Batch, header: Sequence[str]) -> ColumnMapping | None:
    """How the last checked file of the same source (agency and dataset) with the same heads was read, as a person may
    have corrected it: the columns to propose."""
    source: dict[str, Any] = {"dataset": batch.dataset, "agency_id": batch.agency_id}
    return ColumnMapping.objects.filter(**source, header_hash=header_hash(header)).first()


def list_mappings(actor: Actor, *, dataset: str = "", text: str = "") -> QuerySet[ColumnMapping]:
    """`text` is part of the name of the agency or of the last file."""
    found = visible_mappings(actor)
    if dataset:
        found = found.filter(dataset=dataset)
    return found.filter(Q(agency__name__icontains=text) | Q(file_name__icontains=text)) if text else found


def get_mapping(actor: Actor, mapping_id: int) -> ColumnMapping:
    mapping = visible_mappings(actor).filter(pk=mapping_id).first()
    if mapping is None:
        raise NotFound("mapping_not_found", "没有这条列对应，或者您无权查看。")
    return mapping


def mapping_for(
    batch: Batch, header: Sequence[str], propose: Callable[[Sequence[str]], dict[str, str]]
) -> dict[str, str]:
    """What was begun, else what this source's last file of the same form had, else what the heads tell."""
    precedent = None if batch.mapping else find_precedent(batch, header)
    return dict(batch.mapping or (precedent.mapping if precedent else propose(header)))


def findings_of(batch: Batch) -> QuerySet[Finding]:
    return Finding.objects.filter(batch=batch).order_by("row", "id")


def worst_findings_of(batch: Batch) -> QuerySet[Finding]:
    """What keeps rows out first."""
    return Finding.objects.filter(batch=batch).order_by("severity", "row", "id")


def changes_of(subject_id: object) -> QuerySet[StagedRow]:
    """Rows of applied batches that made or changed a subject, oldest first."""
    rows = StagedRow.objects.filter(subject_id=str(subject_id), outcome__in=CHANGED).exclude(subject_id="")
    return rows.select_related("batch", "batch__agency").order_by("batch__applied_at", "id")


def change_leaf(row: int, subject_id: str, before: object, after: object) -> bytes:
    """The leaf of one row change: RFC 8785 JSON, which for these values (texts, whole numbers, no exotic keys) is what
    the standard encoder writes."""
    change = {"after": after, "before": before, "row": row, "subject_id": subject_id}
    text = json.dumps(change, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return tlog.leaf_hash(text.encode())


def root_of_changes(batch: Batch) -> str:
    """The Merkle root over every created or updated row in order; what the ledger entry of the batch says."""
    growing = tlog.GrowingRoot()
    for change in _changes(batch):
        growing.append(change_leaf(*change))
    return growing.root().hex()


def _changes(batch: Batch) -> Iterator[tuple[int, str, Any, Any]]:
    rows = StagedRow.objects.filter(batch=batch, outcome__in=CHANGED).order_by("row")
    yield from rows.values_list("row", "subject_id", "before", "after").iterator(chunk_size=5000)


@dataclass(frozen=True, slots=True)
class Source:
    """Who sends what: an agency (none: the host) and a dataset."""

    dataset: str
    agency_id: UUID | None
    agency_name: str
    last_at: datetime

    @property
    def key(self) -> str:
        return f"{self.dataset}:{self.agency_id or ''}"


def list_sources(actor: Actor) -> list[Source]:
    """Those of which a file was checked, the latest first."""
    checked = visible_batches(actor).filter(state__in=_MEASURED, rows__gt=0).order_by()
    rows = checked.values_list("dataset", "agency_id", "agency__name").annotate(last=Max("created_at"))
    sources = [Source(dataset, agency, name or "主机命令行", last) for dataset, agency, name, last in rows]
    return sorted(sources, key=lambda source: source.last_at, reverse=True)


def measured_batches(actor: Actor, source: Source, *, last: int = _SHOWN_BATCHES) -> list[Batch]:
    """The last checked files of a source with their figures (`quality_figures`), oldest first."""
    wanted: dict[str, Any] = {"dataset": source.dataset, "agency_id": source.agency_id}
    checked = visible_batches(actor).filter(**wanted, state__in=_MEASURED, rows__gt=0)
    with_figures = checked.prefetch_related("quality_figures")
    return list(with_figures.order_by("-created_at", "-id")[:last])[::-1]


def examples_of(batch: Batch) -> dict[tuple[str, str], str]:
    """Column and rule → what is said there, one sentence of each."""
    found = Finding.objects.filter(batch=batch).order_by().values_list("column", "rule")
    return {(column, rule): sentence for column, rule, sentence in found.annotate(Min("sentence"))}


def list_feeds(actor: Actor) -> QuerySet[Feed]:
    return visible_feeds(actor).order_by("agency__code", "folder")


def list_runs(actor: Actor) -> QuerySet[FeedRun]:
    feeds = visible_feeds(actor).values("pk")
    return FeedRun.objects.filter(feed__in=feeds).select_related("feed__agency", "batch")


def most_rejected() -> int:
    """The share of rejected rows, in percent, up to which a file of a feed is applied without a person."""
    return rulebook.amount("import.feed.max_rejected_percent")


def list_waiting_runs() -> list[UUID]:
    """Files of feeds that were taken and are not worked off, the first taken first."""
    return list(FeedRun.objects.filter(state=RunState.TAKEN).order_by("at", "id").values_list("pk", flat=True))
