"""The lines of an edition as values: what is generated, stored, compared, shown and printed has one form."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from tongjian.foundation.kernel.actor import Actor
from tongjian.pure.statutes import name_of
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.policies import visible_versions
from tongjian.supervision.handbooks.choices import Chapter
from tongjian.supervision.handbooks.models import Edition, Line, LineClause, LineSource


@dataclass(frozen=True, slots=True)
class SourceText:
    """A version of an item with its item and department, and the check point it was read from."""

    version: ItemVersion
    check_point_id: UUID | None = None

    @property
    def words(self) -> str:
        return f"{self.version.item.title} 第 {self.version.number} 版"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineText:
    """`generated` is empty for what people added. `line_id` is None while it is not stored."""

    chapter: Chapter
    generated: str
    edited: str = ""
    method: str = ""
    basis: str = ""
    is_guessed: bool = False
    is_left_out: bool = False
    sources: tuple[SourceText, ...] = ()
    clauses: tuple[tuple[UUID, str], ...] = ()
    addition_id: UUID | None = None
    line_id: UUID | None = None

    @property
    def words(self) -> str:
        return self.edited or self.generated

    @property
    def departments(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.version.item.agency_kind.title for one in self.sources))

    @property
    def item_codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.version.item.code for one in self.sources))

    @property
    def clause_names(self) -> list[tuple[str, str]]:
        """Code and 第六十二条, in the order of the codes."""
        return [(code, name_of(code.partition(":")[2])) for code in sorted(code for _, code in self.clauses)]

    @property
    def key(self) -> tuple[str, str]:
        """What it is about, however it is worded: the addition, or the generated wording of its first item."""
        return (str(self.addition_id), "") if self.addition_id else (self.item_codes[0], self.generated)


def lines_of(actor: Actor, edition: Edition) -> list[LineText]:
    """In order; without those that rest on an item the actor may not see. Four queries."""
    sources = LineSource.objects.select_related("item_version__item__agency_kind")
    parts = (Prefetch("sources", sources), Prefetch("line_clauses", LineClause.objects.select_related("clause")))
    rows = list(Line.objects.filter(edition=edition).prefetch_related(*parts))
    pinned = {source.item_version_id for row in rows for source in row.sources.all()}
    seen = set(visible_versions(actor).filter(pk__in=pinned).values_list("pk", flat=True))
    return [_text_of(row) for row in rows if all(one.item_version_id in seen for one in row.sources.all())]


def _text_of(row: Line) -> LineText:
    return LineText(
        chapter=Chapter(row.chapter),
        generated=row.generated,
        edited=row.edited,
        method=row.method,
        basis=row.basis,
        is_guessed=row.is_guessed,
        is_left_out=row.is_left_out,
        sources=tuple(SourceText(one.item_version, one.check_point_id) for one in row.sources.all()),
        clauses=tuple((one.clause_id, one.clause.code) for one in row.line_clauses.all()),
        addition_id=row.addition_id,
        line_id=row.pk,
    )


def shown(lines: Iterable[LineText]) -> list[LineText]:
    """What the reader of the handbook gets."""
    return [line for line in lines if not line.is_left_out]


def by_chapter(lines: Iterable[LineText]) -> list[tuple[Chapter, list[LineText]]]:
    """All five, also those without a line."""
    listed = list(lines)
    return [(chapter, [line for line in listed if line.chapter == chapter]) for chapter in Chapter]


def digest_of(lines: Sequence[LineText]) -> str:
    """SHA-256 of what the reader gets, in order: chapter, words, method, basis, item versions."""
    plain = [
        [line.chapter, line.words, line.method, line.basis,
         [f"{one.version.item.code}-v{one.version.number}" for one in line.sources]]
        for line in shown(lines)
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
