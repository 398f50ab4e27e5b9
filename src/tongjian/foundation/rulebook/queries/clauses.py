"""Clauses of statutes on a day, which clauses a text cites, and what an act upon a clause reaches."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.kernel.validity import holding, lasting
from tongjian.foundation.rulebook.choices import ClauseKind, Relation, Unlinked
from tongjian.foundation.rulebook.models import (
    Check,
    Citation,
    Clause,
    ClauseChange,
    ClauseVersion,
    Parameter,
    Statute,
    Term,
)
from tongjian.foundation.rulebook.policies import (
    visible_checks,
    visible_citations,
    visible_clause_changes,
    visible_clauses,
    visible_parameters,
    visible_statutes,
    visible_terms,
)
from tongjian.pure.statutes import Mention, mentions, short_title

QUOTE_LENGTH = 300


def clause(code: str, *, on: date | None = None) -> ClauseVersion | None:
    """What the clause with this code says on a day (default today); None where it does not hold or is not known."""
    day = on or timezone.localdate()
    return ClauseVersion.objects.select_related("clause__statute").filter(holding(day), clause__code=code).first()


def clauses_under(code: str) -> list[Clause]:
    """The clause and all below it in order of reading; with the code of a statute, all its clauses. Empty for a code
    nobody knows. One query."""
    statute_code, _, path = code.partition(":")
    clauses = list(
        Clause.objects.filter(statute__code=statute_code).select_related("statute").order_by("position", "path")
    )
    return clauses if not path else _below(clauses, code)


def _below(clauses: Sequence[Clause], code: str) -> list[Clause]:
    """`clauses` are all those of one statute; their order is kept."""
    parents = {one.pk: one.parent_id for one in clauses}
    top = next((one.pk for one in clauses if one.code == code), None)

    def is_under(pk: UUID | None) -> bool:
        while pk is not None and pk != top:
            pk = parents[pk]
        return pk is not None

    return [one for one in clauses if is_under(one.pk)]


@dataclass(frozen=True, slots=True)
class Reach:
    """What an act upon a clause reaches: whoever cites it or what is `below`, and whoever cites the whole (`above`) of
    which it is part. `clause` is None where the whole statute is meant."""

    statute: Statute
    clause: Clause | None
    below: tuple[Clause, ...]
    above: tuple[Clause, ...]

    @property
    def code(self) -> str:
        return self.clause.code if self.clause else self.statute.code

    @property
    def citations(self) -> QuerySet[Citation]:
        return Citation.objects.filter(clause__in=[one.pk for one in (*self.below, *self.above)])

    def citers(self, model: type[Identified]) -> QuerySet[Citation, UUID]:
        """Keys of the rows of one table, for `pk__in`."""
        return self.citations.filter(citer_kind=model._meta.label_lower).values_list("citer_id", flat=True)

    def relation(self, code: str) -> Relation:
        """How a clause that is cited stands to the one acted upon."""
        if code == self.code:
            return Relation.ITSELF
        return Relation.WHOLE if code in {one.code for one in self.above} else Relation.PART


def reach(actor: Actor, code: str) -> Reach:
    """Two queries. Raises NotFound."""
    statute = visible_statutes(actor).filter(code=code.partition(":")[0]).first()
    if statute is None:
        raise NotFound("statute_not_found", f"法规库没有编号为 {code.partition(':')[0]} 的法规。")
    clauses = list(visible_clauses(actor).filter(statute=statute).order_by("position", "path"))
    if ":" not in code:
        return Reach(statute, None, tuple(clauses), ())
    by_id = {one.pk: one for one in clauses}
    meant = next((one for one in clauses if one.code == code), None)
    if meant is None:
        raise NotFound("clause_not_found", f"《{statute.title}》没有收录编号为 {code} 的条款。")
    above, one = [], meant
    while one.parent_id:
        one = by_id[one.parent_id]
        above.append(one)
    return Reach(statute, meant, tuple(_below(clauses, code)), tuple(above))


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation of a text: the clause it hangs on, or why it hangs on none."""

    quote: str
    clause_id: UUID | None = None
    problem: str = Unlinked.NONE


def link(texts: Iterable[tuple[str, date]]) -> list[list[Cited]]:
    """The citations of each text as of its day. Two queries for any number of texts.

    Only what is certain is linked: a title in 《》 of one statute alone that is in force on the day (or the edition
    the text states), and an article that was taken in. A text that cites nothing readable gives one row that says so.
    """
    read = [(text, day, mentions(text)) for text, day in texts]
    editions = _editions({mention.title for _, _, found in read for mention in found})
    wanted = {statute.pk for statutes in editions.values() for statute in statutes}
    ids = dict(Clause.objects.filter(statute__in=wanted).values_list("code", "pk"))
    return [_each_once(_cited(mention, day, editions, ids) for mention in found) or [_nothing(text)]
            for text, day, found in read]  # fmt: skip


_Editions = dict[str, list[Statute]]


def _editions(titles: set[str]) -> _Editions:
    short = {short_title(title) for title in titles}
    editions: _Editions = {}
    for statute in Statute.objects.all():
        if short_title(statute.title) in short:
            editions.setdefault(short_title(statute.title), []).append(statute)
    return editions


def _cited(mention: Mention, day: date, editions: _Editions, ids: dict[str, UUID]) -> Cited:
    quote = mention.quote[:QUOTE_LENGTH]
    known = editions.get(short_title(mention.title), [])
    if not known:
        return Cited(quote, problem=Unlinked.STATUTE_UNKNOWN)
    meant = [statute for statute in known if _is_meant(statute, mention.year, day)]
    if len(meant) != 1:
        return Cited(quote, problem=Unlinked.EDITION_UNSURE)
    if not mention.path:
        return Cited(quote, problem=Unlinked.NO_ARTICLE)
    clause_id = ids.get(f"{meant[0].code}:{mention.path}")
    return Cited(quote, clause_id) if clause_id else Cited(quote, problem=Unlinked.CLAUSE_UNKNOWN)


def _is_meant(statute: Statute, year: int, day: date) -> bool:
    if year:
        return bool(statute.published_on and statute.published_on.year == year)
    return statute.valid_from <= day and (statute.valid_until is None or day < statute.valid_until)


def _each_once(cited: Iterable[Cited]) -> list[Cited]:
    return list({(one.clause_id or one.quote): one for one in cited}.values())


def _nothing(text: str) -> Cited:
    return Cited(text.strip()[:QUOTE_LENGTH], problem=Unlinked.NO_TITLE)


def unlinked(actor: Actor, kind: str = "") -> QuerySet[Citation]:
    """What hangs on no clause (未挂接), with the reason."""
    rows = visible_citations(actor).exclude(problem=Unlinked.NONE)
    return rows.filter(citer_kind=kind) if kind else rows


@dataclass(frozen=True, slots=True)
class OpenQuote:
    """A quote that hangs on no clause, why, and how many `things` say it."""

    quote: str
    problem: str
    things: int


def unlinked_quotes(actor: Actor) -> list[OpenQuote]:
    """The most frequent first. One query."""
    rows = unlinked(actor).order_by().values_list("quote", "problem").annotate(things=Count("pk"))
    return [OpenQuote(*row) for row in rows.order_by("-things", "quote")]


def waiting(model: type[Identified]) -> Q:
    """Rows of a table whose citations were not read yet, or some of which hang on no clause."""
    of_row = Citation.objects.filter(citer_kind=model._meta.label_lower, citer_id=OuterRef("pk"))
    return ~Exists(of_row) | Q(Exists(of_row.exclude(problem=Unlinked.NONE)))


def unread(model: type[Identified]) -> Q:
    """Rows of a table whose citations were not read yet."""
    return Q(~Exists(Citation.objects.filter(citer_kind=model._meta.label_lower, citer_id=OuterRef("pk"))))


def rules_citing(actor: Actor, reached: Reach, on: date) -> list[Parameter | Check | Term]:
    """Rows of the rulebook that rest on what is reached and hold on the day or later. Three queries."""
    tables = ((Parameter, visible_parameters), (Check, visible_checks), (Term, visible_terms))
    return [row for model, rows in tables for row in rows(actor).filter(lasting(on), pk__in=reached.citers(model))]


def list_statutes(actor: Actor, *, text: str = "", level: str = "") -> QuerySet[Statute]:
    """Each with `clause_count`."""
    found = visible_statutes(actor).annotate(clause_count=Count("clauses"))
    if text:
        found = found.filter(Q(title__contains=text) | Q(code__icontains=text))
    return found.filter(level=level) if level else found


def get_statute(actor: Actor, code: str) -> Statute:
    statute = visible_statutes(actor).select_related("successor").filter(code=code).first()
    if statute is None:
        raise NotFound("statute_not_found", f"法规库没有编号为 {code} 的法规。")
    return statute


def texts_on(clauses: Sequence[Clause], day: date) -> dict[UUID, ClauseVersion]:
    """What each clause of one statute says on a day; those that do not hold then are absent. One query."""
    statutes = {one.statute_id for one in clauses}
    return {one.clause_id: one for one in ClauseVersion.objects.filter(holding(day), clause__statute__in=statutes)}


def lines_of(
    clauses: Sequence[Clause], said: Mapping[UUID, ClauseVersion], cited: Collection[UUID] = ()
) -> list[Clause]:
    """Clauses of one statute that a reader needs: a paragraph or item stands in the wording of its article already and
    is left out, unless something cites it."""
    worded = {one.path for one in clauses if one.kind == ClauseKind.ARTICLE and one.pk in said and said[one.pk].text}
    parts = (ClauseKind.PARAGRAPH, ClauseKind.SUBPARAGRAPH)
    return [
        one for one in clauses if one.kind not in parts or one.pk in cited or one.path.partition(".")[0] not in worded
    ]


def citing_counts(clauses: Sequence[Clause]) -> dict[UUID, int]:
    """How many things cite each clause of one statute itself. One query."""
    statutes = {one.statute_id for one in clauses}
    rows = Citation.objects.filter(clause__statute__in=statutes).order_by().values_list("clause")
    return {pk: number for pk, number in rows.annotate(n=Count("pk")) if pk is not None}


def versions_of_clause(clause: Clause) -> QuerySet[ClauseVersion]:
    """The newest first."""
    return clause.versions.order_by("-valid_from")


def list_clause_changes(actor: Actor, *, state: str = "") -> QuerySet[ClauseChange]:
    """The newest first."""
    found = visible_clause_changes(actor).select_related("statute", "clause")
    return found.filter(state=state) if state else found


def get_clause_change(actor: Actor, change_id: UUID) -> ClauseChange:
    change = list_clause_changes(actor).filter(pk=change_id).first()
    if change is None:
        raise NotFound("change_not_found", "没有这项条款变更，或者您无权查看。")
    return change


def text_before(change: ClauseChange) -> ClauseVersion | None:
    """What the clause said until the day of the change; None where a whole statute is meant."""
    if change.clause is None:
        return None
    said = ClauseVersion.objects.filter(clause=change.clause, valid_from__lt=change.valid_from)
    return said.order_by("-valid_from").first()
