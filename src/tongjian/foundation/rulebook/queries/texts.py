"""A statute as a text has it, held against the statute as it is kept here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.rulebook.choices import ClauseKind
from tongjian.foundation.rulebook.models import Clause, ClauseVersion, Statute
from tongjian.foundation.rulebook.queries.clauses import get_statute, texts_on
from tongjian.pure.statutes import Article, Doubt, is_same, name_of, split_statute


@dataclass(frozen=True, slots=True)
class ArticleDifference:
    """An article that differs; `clause` is None for a new one, `after` is empty for one the text does not have."""

    path: str
    clause: Clause | None
    before: str
    after: str

    @property
    def name(self) -> str:
        return name_of(self.path)


@dataclass(slots=True)
class TextComparison:
    """`articles` is what was read; `unchanged` counts those that say the same, a blank or a break of lines aside.

    Those kept here without wording are `filled` where they began on the day of the text, and `unknown` where the text
    is later: nobody can say whether they were changed in between. `contrary` began on that very day and say otherwise,
    so one of the two is wrong. With `doubts` nothing may be made of the text."""

    statute: Statute
    articles: Sequence[Article]
    doubts: Sequence[Doubt]
    filled: list[ArticleDifference] = field(default_factory=list)
    unknown: list[ArticleDifference] = field(default_factory=list)
    contrary: list[ArticleDifference] = field(default_factory=list)
    changed: list[ArticleDifference] = field(default_factory=list)
    added: list[ArticleDifference] = field(default_factory=list)
    removed: list[ArticleDifference] = field(default_factory=list)
    unchanged: int = 0

    @property
    def differs(self) -> bool:
        return bool(self.filled or self.changed or self.added or self.removed)

    @property
    def counts(self) -> dict[str, int]:
        named = {name: len(getattr(self, name)) for name in TEXT_KINDS}
        return {"articles": len(self.articles), **named, "unchanged": self.unchanged}


TEXT_KINDS = ("filled", "unknown", "contrary", "changed", "added", "removed")


def problem_of_day(statute: Statute, on: date) -> str:
    """Why a text cannot be the statute's as of the day; empty if it can."""
    if on < statute.valid_from:
        return f"《{statute.title}》自 {statute.valid_from} 起施行，全文不能早于这一天。"
    if statute.valid_until and statute.valid_until <= on:
        return f"《{statute.title}》到 {statute.valid_until} 已经失效。"
    return ""


def compare_text(actor: Actor, code: str, text: str, on: date) -> TextComparison:
    """Article by article, with what holds on the day. Three queries. Raises NotFound."""
    statute = get_statute(actor, code)
    articles, doubts = split_statute(text)
    found = TextComparison(statute, articles, doubts)
    kept = list(statute.clauses.filter(kind=ClauseKind.ARTICLE).order_by("position", "path"))
    said = texts_on(kept, on) if kept else {}
    held = {one.path: (one, said[one.pk]) for one in kept if one.pk in said}
    known = {one.path: one for one in kept}
    for article in articles:
        _hold(found, article, held, known.get(article.path), on)
    paths = {article.path for article in articles}
    for path, (clause, version) in held.items():
        if path not in paths:
            gone = ArticleDifference(path, clause, version.text, "")
            (found.removed if version.valid_from < on else found.contrary).append(gone)
    return found


def _hold(
    found: TextComparison,
    article: Article,
    held: Mapping[str, tuple[Clause, ClauseVersion]],
    known: Clause | None,
    on: date,
) -> None:
    if article.path not in held:
        found.added.append(ArticleDifference(article.path, known, "", article.text))
        return
    clause, version = held[article.path]
    difference = ArticleDifference(article.path, clause, version.text, article.text)
    if not version.text:
        (found.filled if version.valid_from == on else found.unknown).append(difference)
    elif is_same(version.text, article.text):
        found.unchanged += 1
    else:
        (found.changed if version.valid_from < on else found.contrary).append(difference)
