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

_LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What becomes of a clause from a day on, by which document. `text` is the new wording, empty for a repeal."""

    kind: str
    text: str = ""
    document: str
    valid_from: date
    reason: str = ""


@transaction.atomic
def propose_clause_change(*, actor: Actor, code: str, amendment: Amendment) -> ClauseChange:
    """`code` is that of a clause, or of a statute that is repealed as a whole. The day may be past: a law does not
    wait until somebody enters it. In force once a second person agrees."""
    reached = reach(actor, code)
    Statute.objects.select_for_update().get(pk=reached.statute.pk)
    require(can_propose(actor))
    change = ClauseChange(
        statute=reached.statute,
        clause=reached.clause,
        kind=amendment.kind,
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
        code=code,
        kind=change.kind,
        document=change.document,
        valid_from=change.valid_from.isoformat(),
    )
    publish(entry, ClauseChangeProposed(str(change.pk), str(actor.agency_id or "")))
    return change


def _check(change: ClauseChange) -> None:
    if change.kind not in ClauseChangeKind.values:
        raise RuleViolated("kind_unknown", "请选择修改还是废止。", field="kind")
    is_amendment = change.kind == ClauseChangeKind.AMEND
    if is_amendment and change.clause is None:
        raise RuleViolated("clause_missing", "修改应当选定条款；整部法规只能废止。", field="kind")
    if is_amendment != bool(change.text):
        said = "请写明修改后的条文。" if is_amendment else "废止不写条文。"
        raise RuleViolated("text_wrong", said, field="text")
    if len(change.text) > _LONGEST_TEXT:
        raise RuleViolated("text_wrong", f"条文不超过 {_LONGEST_TEXT} 字。", field="text")
    if not change.document or len(change.document) > 200:  # noqa: PLR2004
        raise RuleViolated("document_missing", "请写明作出修改或者废止的文件，不超过 200 字。", field="document")
    waiting = ClauseChange.objects.filter(statute=change.statute, clause=change.clause, state=ChangeState.PROPOSED)
    if waiting.exists():
        raise Conflict("change_waiting", "这一条款已有一项变更等待复核。")
