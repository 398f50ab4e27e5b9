"""Lines on their way into an edition, and what stands against handing it in."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.ids import new_id
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.catalog.policies import visible_versions
from tongjian.supervision.handbooks.models import Edition, Line, LineClause, LineSource
from tongjian.supervision.handbooks.queries import LineText, lines_of, shown

POLICY = "晋政办发〔2023〕39号第9项"
_WHOLE = Actor.system("编制合规手册", "catalog.view", "catalog.import")


def all_lines(edition: Edition) -> list[LineText]:
    """Every line, whoever asks: what is checked and fingerprinted is the whole edition."""
    return lines_of(_WHOLE, edition)


def write_lines(edition: Edition, lines: Sequence[LineText]) -> None:
    """What a draft says is replaced."""
    Line.objects.filter(edition=edition).delete()
    rows = [(_row(edition, number, line), line) for number, line in enumerate(lines, 1)]
    Line.objects.bulk_create(row for row, _ in rows)
    LineSource.objects.bulk_create(chain.from_iterable(_sources(*pair) for pair in rows))
    LineClause.objects.bulk_create(chain.from_iterable(clause_rows(row, line.clauses) for row, line in rows))


def _row(edition: Edition, number: int, line: LineText) -> Line:
    return Line(
        id=new_id(), edition=edition, number=number, chapter=line.chapter, is_guessed=line.is_guessed,
        generated=line.generated, edited=line.edited, method=line.method, basis=line.basis,
        is_left_out=line.is_left_out, addition_id=line.addition_id,
    )  # fmt: skip


def _sources(row: Line, line: LineText) -> Iterable[LineSource]:
    for number, one in enumerate(line.sources, 1):
        yield LineSource(line=row, number=number, item_version_id=one.version.pk, check_point_id=one.check_point_id)


def clause_rows(row: Line, clauses: Iterable[tuple[UUID, str]]) -> list[LineClause]:
    return [LineClause(line=row, clause_id=key) for key in dict.fromkeys(key for key, _ in clauses)]


def sign(edition: Edition, actor: Actor) -> None:
    """Whoever writes on a draft is one of its authors. Saved by the caller."""
    if actor.user_id is not None and str(actor.user_id) not in edition.authors:
        edition.authors = [*edition.authors, str(actor.user_id)]


def clean_industries(industries: Iterable[str]) -> list[str]:
    """Codes of GB/T 4754, sorted. Raises RuleViolated."""
    cleaned = sorted({code.strip().upper() for code in industries if code.strip()})
    if strange := [code for code in cleaned if not _is_industry(code)]:
        raise RuleViolated(
            "industry_unknown", f"“{'、'.join(strange)}”不是国民经济行业代码，例：F5265。", field="industries"
        )
    return cleaned


def _is_industry(code: str) -> bool:
    return "A" <= code[0] <= "T" and len(code) <= 5 and (len(code) == 1 or code[1:].isascii() and code[1:].isdigit())


def refuse_incomplete(edition: Edition, lines: Sequence[LineText]) -> None:
    """Whom it concerns and on what each line rests must be said before anybody is asked to review it."""
    if not any(edition.scope.values()):
        raise RuleViolated("scope_missing", "请写明适用的行业，或者由一件事编制。", POLICY)
    if not shown(lines):
        raise RuleViolated("lines_missing", "手册里还没有条目。", POLICY)
    if bare := [line.words for line in shown(lines) if not line.basis]:
        raise RuleViolated("basis_missing", f"这些条目没有依据：{'；'.join(bare[:5])}。", POLICY)


def refuse_lapsed(edition: Edition, lines: Sequence[LineText], on: date) -> None:
    """V02: what is pinned must be in force in the place, and still public."""
    pinned = {one.version.pk: one for line in shown(lines) for one in line.sources}
    lapsed = catalog.unpublished(pinned, on, region=edition.handbook.region_id)
    if lapsed:
        names = dict.fromkeys(pinned[pk].words for pk in pinned if pk in lapsed)
        raise rulebook.refusal("V02", detail=f"{'、'.join(names)}不在有效期内，或者本地没有领用公布；请重新生成。")
    public = set(visible_versions(Actor.public()).filter(pk__in=pinned).values_list("pk", flat=True))
    if hidden := dict.fromkeys(one.words for pk, one in pinned.items() if pk not in public):
        raise RuleViolated("item_not_public", f"{'、'.join(hidden)}不公开，不能写进手册；请重新生成。", POLICY)


def recorded(edition: Edition) -> dict[str, object]:
    return {"code": edition.handbook.code, "number": edition.number, "title": edition.title}


def counted(lines: Sequence[LineText]) -> dict[str, object]:
    """How many lines the reader gets, and the item versions they rest on."""
    items = {f"{one.version.item.code}-v{one.version.number}" for line in shown(lines) for one in line.sources}
    return {"lines": len(shown(lines)), "items": sorted(items)}


def line_record(edition: Edition, chapter: str, generated: str, text: str) -> dict[str, object]:
    return {"code": edition.handbook.code, "number": edition.number, "chapter": chapter, "generated": generated,
            "text": text}  # fmt: skip
