"""按全文提出法规的变更。"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.rulebook.choices import ClauseChangeKind as Kind
from tongjian.foundation.rulebook.models import ClauseChange
from tongjian.foundation.rulebook.operations.propose_clause_change import Amendment, propose_clause_change
from tongjian.foundation.rulebook.policies import can_propose
from tongjian.foundation.rulebook.queries import TextComparison, compare_text, problem_of_day

MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class StatuteText:
    """All of a statute as it reads from a day on, and the document that says so."""

    text: str
    document: str
    valid_from: date


@transaction.atomic
def propose_statute_text(*, actor: Actor, code: str, given: StatuteText) -> list[ClauseChange]:
    """Each article that the text has otherwise, has new or has no more becomes a proposal of its own; the wording of
    all articles kept without one is a single proposal. Nothing changes until a second person agrees to each. A text
    that cannot be read for certain is refused as a whole."""
    found = compare_text(actor, code, given.text, given.valid_from)
    require(can_propose(actor))
    if problem := problem_of_day(found.statute, given.valid_from):
        raise RuleViolated("day_wrong", problem, field="valid_from")
    if found.doubts:
        first = found.doubts[0]
        raise RuleViolated("text_doubtful", f"第 {first.line} 行：{first.words}", field="file")
    if not found.differs:
        said = "其余的条无从对照，或者与同一天施行的条文不一致。" if found.unknown or found.contrary else ""
        raise RuleViolated("no_change", f"与法规库收录的条文相比，没有需要变更的。{said}")
    if len(found.changed) + len(found.added) + len(found.removed) > MOST:
        sentence = f"与法规库不同的条超过 {MOST} 条，可能不是同一部法规；整部修订的，作为新的法规收录。"
        raise RuleViolated("another_statute", sentence)
    return [
        propose_clause_change(actor=actor, code=place, amendment=amendment)
        for place, amendment in _amendments(found, given)
    ]


def _amendments(found: TextComparison, given: StatuteText) -> Iterator[tuple[str, Amendment]]:
    statute = found.statute.code
    said = {"document": given.document, "valid_from": given.valid_from}
    if found.filled:
        yield statute, Amendment(kind=Kind.FILL, text=given.text, **said)  # type: ignore[arg-type]
    for one in found.changed:
        yield f"{statute}:{one.path}", Amendment(kind=Kind.AMEND, text=one.after, **said)  # type: ignore[arg-type]
    for one in found.added:
        yield statute, Amendment(kind=Kind.ADD, path=one.path, text=one.after, **said)  # type: ignore[arg-type]
    for one in found.removed:
        yield f"{statute}:{one.path}", Amendment(kind=Kind.REPEAL, **said)  # type: ignore[arg-type]
