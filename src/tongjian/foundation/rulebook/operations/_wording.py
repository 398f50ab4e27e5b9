"""Articles with their paragraphs and items: what a text makes of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.rulebook.choices import ClauseKind, Confidence
from tongjian.foundation.rulebook.models import Clause, ClauseChange, ClauseVersion, Statute
from tongjian.foundation.rulebook.queries import clauses_under, texts_on
from tongjian.pure.statutes import Part, is_same, is_within, order_of, split_article, split_statute

_PARTS = (ClauseKind.PARAGRAPH, ClauseKind.SUBPARAGRAPH)


def require_new(change: ClauseChange) -> None:
    """A number that was in use once is another article's: it is amended, or belongs to another edition."""
    if Clause.objects.filter(statute=change.statute, path=change.path, versions__isnull=False).exists():
        raise RuleViolated("clause_known", f"《{change.statute.title}》已收录或者收录过同号的条，不能作为新增。")


def add_article(change: ClauseChange) -> int:
    code = f"{change.statute.code}:{change.path}"
    article, _ = Clause.objects.get_or_create(
        code=code,
        defaults={"statute": change.statute, "path": change.path, "kind": ClauseKind.ARTICLE, "position": 0},
    )
    _say(change, [(article, change.text)])
    _add_parts(change.statute, [(article, split_article(change.path, change.text), change.valid_from, None)], change)
    renumber(change.statute)
    return 1


def fill_in(change: ClauseChange) -> int:
    """Articles that began on the day of the text and are kept without wording get it, with their paragraphs and items;
    those that have one keep it."""
    articles = {one.path: one for one in split_statute(change.text)[0]}
    clauses = [one for one in clauses_under(change.statute.code) if one.path in articles]
    said = texts_on(clauses, change.valid_from) if clauses else {}
    began = [(one, said[one.pk]) for one in clauses if one.pk in said and said[one.pk].valid_from == change.valid_from]
    bare = [(one, version) for one, version in began if not version.text]
    for clause, version in bare:
        version.text, version.document = articles[clause.path].text, change.document
        version.confidence = Confidence.FOUND
    ClauseVersion.objects.bulk_update([version for _, version in bare], ["text", "document", "confidence"], 200)
    _add_parts(
        change.statute,
        [(one, articles[one.path].parts, version.valid_from, version.valid_until) for one, version in bare],
        change,
    )
    renumber(change.statute)
    return len(bare)


def follow(change: ClauseChange, before: str) -> None:
    """An article that was read into parts and says something else now: so do its parts."""
    article = change.clause
    if article is None or article.kind != ClauseKind.ARTICLE or not split_article(article.path, before):
        return
    parts = {one.path: one for one in clauses_under(article.code) if one.pk != article.pk}
    said = texts_on(list(parts.values()), change.valid_from) if parts else {}
    after = {part.path: part for part in split_article(article.path, change.text)}
    same = {
        path for path, one in parts.items()
        if path in after and one.pk in said and is_same(said[one.pk].text, after[path].text)
    }  # fmt: skip
    ended = [said[one.pk].pk for path, one in parts.items() if path not in same and one.pk in said]
    ClauseVersion.objects.filter(pk__in=ended, valid_from__lt=change.valid_from).update(valid_until=change.valid_from)
    new = tuple(part for path, part in after.items() if path not in same)
    _add_parts(change.statute, [(article, new, change.valid_from, None)], change)
    renumber(change.statute)


def _say(change: ClauseChange, texts: Iterable[tuple[Clause, str]]) -> None:
    ClauseVersion.objects.bulk_create(
        ClauseVersion(
            clause=clause,
            text=text,
            document=change.document,
            confidence=Confidence.FOUND,
            valid_from=change.valid_from,
        )
        for clause, text in texts
    )


_Grown = tuple[Clause, Sequence[Part], date, date | None]


def _add_parts(statute: Statute, grown: Iterable[_Grown], change: ClauseChange) -> None:
    """A place in the tree for each part that has none, and its words for the time given."""
    known: dict[str, UUID] = dict(statute.clauses.values_list("path", "pk"))
    clauses: list[Clause] = []
    versions: list[ClauseVersion] = []
    for article, parts, begins, ends in grown:
        known[article.path] = article.pk
        for part in parts:
            if part.path not in known:
                clauses.append(_place(statute, part.path, known))
                known[part.path] = clauses[-1].pk
            versions.append(
                ClauseVersion(
                    clause_id=known[part.path], text=part.text, document=change.document,
                    confidence=Confidence.FOUND, valid_from=begins, valid_until=ends,
                )
            )  # fmt: skip
    present = set(
        ClauseVersion.objects.filter(clause__statute=statute, clause__kind__in=_PARTS)
        .values_list("clause_id", "valid_from")
    )  # fmt: skip
    Clause.objects.bulk_create(clauses, batch_size=500)
    fresh = [one for one in versions if (one.clause_id, one.valid_from) not in present]
    ClauseVersion.objects.bulk_create(fresh, batch_size=500)


def _place(statute: Statute, path: str, known: dict[str, UUID]) -> Clause:
    outer, _, _ = path.rpartition(".")
    is_item = path.count(".") > 1
    parent = known.get(outer) or known[outer.rpartition(".")[0]]
    kind = ClauseKind.SUBPARAGRAPH if is_item else ClauseKind.PARAGRAPH
    return Clause(
        statute=statute, parent_id=parent, code=f"{statute.code}:{path}", path=path, kind=kind, position=0
    )  # fmt: skip


def renumber(statute: Statute) -> None:
    """The order of reading: headings stay before their articles, a new article goes after the one before it, parts
    after their article."""
    clauses = list(statute.clauses.order_by("position", "path"))
    parts = sorted((one for one in clauses if one.kind in _PARTS), key=lambda one: order_of(one.path))
    tops = [one for one in clauses if one.kind not in _PARTS]
    new_ones = [one for one in tops if one.kind == ClauseKind.ARTICLE and not one.position]
    order = [one for one in tops if one not in new_ones]
    for new in sorted(new_ones, key=lambda one: order_of(one.path)):
        order.insert(_place_of(new, order), new)
    reading = [one for top in order for one in (top, *(part for part in parts if is_within(part.path, top.path)))]
    moved = [(place, one) for place, one in enumerate(reading, 1) if one.position != place]
    for place, one in moved:
        one.position = place
    Clause.objects.bulk_update([one for _, one in moved], ["position"], batch_size=200)


def _place_of(new: Clause, order: Sequence[Clause]) -> int:
    """After the last article with a lower number."""
    before = [
        place for place, one in enumerate(order, 1)
        if one.kind == ClauseKind.ARTICLE and order_of(one.path) < order_of(new.path)
    ]  # fmt: skip
    return max(before, default=0)
