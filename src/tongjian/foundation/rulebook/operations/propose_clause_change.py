"""提出条款变更。"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.rulebook.choices import ChangeState, ClauseChangeKind
from tongjian.foundation.rulebook.events import ClauseChangeProposed
from tongjian.foundation.rulebook.models import ClauseChange, Statute
from tongjian.foundation.rulebook.operations._clauses import require_room
from tongjian.foundation.rulebook.policies import PROVINCE, can_propose
from tongjian.foundation.rulebook.queries import reach

_LONGEST_TEXT, _LONGEST_STATUTE = 20_000, 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What becomes of a clause from a day on, by which document. `text` is the new wording, empty for a repeal.
    `path` names the article that is added to a statute."""

    kind: str
    text: str = ""
    document: str
    valid_from: date
    reason: str = ""
    path: str = ""


@transaction.atomic
def propose_clause_change(*, actor: Actor, code: str, amendment: Amendment) -> ClauseChange:
    """`code` is that of a clause, or of a statute that is repealed as a whole, gets another article or its wording.
    The day may be past: a law does not wait until somebody enters it. In force once a second person agrees."""
    reached = reach(actor, code)
    Statute.objects.select_for_update().get(pk=reached.statute.pk)
    require(can_propose(actor))
    change = ClauseChange(
        statute=reached.statute,
        clause=reached.clause,
        kind=amendment.kind,
        path=amendment.path,
        text=amendment.text.strip(),
        document=amendment.document.strip(),
        valid_from=amendment.valid_from,
        reason=amendment.reason.strip(),
        proposed_by=actor.user_id,  # type: ignore[misc]
        proposed_at=timezone.now(),
        place=actor.region_code or PROVINCE,
    )
    _check(change)
    require_room(change, reached)
    change.save(force_insert=True)
    entry = record(
        actor,
        "rulebook.clause_change_proposed",
        change,
        code=change.full_code,
        kind=change.kind,
        document=change.document,
        valid_from=change.valid_from.isoformat(),
    )
    publish(entry, ClauseChangeProposed(str(change.pk), str(actor.agency_id or "")))
    return change


def _check(change: ClauseChange) -> None:
    if change.kind not in ClauseChangeKind.values:
        raise RuleViolated("kind_unknown", "请选择修改还是废止。", field="kind")
    _check_place(change)
    if (change.kind == ClauseChangeKind.REPEAL) == bool(change.text):
        said = "废止不写条文。" if change.text else "请写明修改后的条文。"
        raise RuleViolated("text_wrong", said, field="text")
    longest = _LONGEST_STATUTE if change.kind == ClauseChangeKind.FILL else _LONGEST_TEXT
    if len(change.text) > longest:
        raise RuleViolated("text_wrong", f"条文不超过 {longest} 字。", field="text")
    if not change.document or len(change.document) > 200:  # noqa: PLR2004
        raise RuleViolated("document_missing", "请写明作出修改或者废止的文件，不超过 200 字。", field="document")
    waiting = ClauseChange.objects.filter(
        statute=change.statute, clause=change.clause, path=change.path, state=ChangeState.PROPOSED
    )
    if waiting.exists():
        raise Conflict("change_waiting", "这一条款已有一项变更等待复核。")


def _check_place(change: ClauseChange) -> None:
    if change.kind == ClauseChangeKind.AMEND and change.clause is None:
        raise RuleViolated("clause_missing", "修改应当选定条款；整部法规只能废止。", field="kind")
    is_new = change.kind == ClauseChangeKind.ADD
    of_statute = is_new or change.kind == ClauseChangeKind.FILL
    if is_new != bool(change.path) or (of_statute and change.clause is not None):
        raise RuleViolated("place_wrong", "增加一条，应当写明法规和条号；补录针对整部法规。", field="kind")
