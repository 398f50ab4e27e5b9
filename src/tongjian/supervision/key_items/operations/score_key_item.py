"""评分。"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.weighing import total
from tongjian.supervision.key_items.models import KeyItemVersion, Score
from tongjian.supervision.key_items.operations._lock import lock_version
from tongjian.supervision.key_items.policies import can_edit
from tongjian.supervision.key_items.queries import Criterion, Proposal, criteria, get_version, marks_of, proposals
from tongjian.supervision.key_items.workflow import VERSION_WORKFLOW


@dataclass(frozen=True, slots=True)
class GivenScore:
    """What a person says about one criterion; a reason wherever it is not what the figures propose."""

    points: int
    reason: str = ""


@transaction.atomic
def score_key_item(*, actor: Actor, version_id: UUID, given: Mapping[str, GivenScore]) -> KeyItemVersion:
    """A draft is scored on every criterion of the rulebook as it stands today; nothing is scored by itself.

    Raises RuleViolated for a criterion left out, points beyond the scale, and points without a reason that the figures
    do not give.
    """
    version = lock_version(actor, version_id)
    require(can_edit(actor, version))
    VERSION_WORKFLOW.check("score", state=version.state)
    region = version.key_item.region_id
    asked = criteria(region)
    proposed = proposals(actor, version, asked)
    rows = [
        _score(version, number, one, given.get(one.code), proposed.get(one.code))
        for number, one in enumerate(asked, 1)
    ]
    version.scores.all().delete()
    Score.objects.bulk_create(rows)
    version.total = total(marks_of(rows))
    version.threshold = Decimal(rulebook.number("key_items.threshold", region=region))
    version.scored_at, version.scored_by = timezone.now(), actor.user_id
    version.save(update_fields=["total", "threshold", "scored_at", "scored_by"])
    record(
        actor, "key_item.scored", version.key_item, code=version.key_item.code, number=version.number,
        scores=[f"{row.criterion}:{row.points}/{row.scale}x{row.weight}" for row in rows],
        total=str(version.total), threshold=str(version.threshold),
    )  # fmt: skip
    return get_version(actor, version.pk)


def _score(
    version: KeyItemVersion, number: int, one: Criterion, given: GivenScore | None, proposal: Proposal | None
) -> Score:
    if given is None:
        raise RuleViolated("score_missing", f"请给“{one.title}”评分。", one.citation, field=f"points_{one.code}")
    if not 0 <= given.points <= one.scale:
        sentence = f"“{one.title}”的得分应当在 0 到 {one.scale} 之间。"
        raise RuleViolated("score_outside", sentence, one.citation, field=f"points_{one.code}")
    reason = given.reason.strip()
    if not reason and (proposal is None or proposal.points != given.points):
        said = "没有数据可以建议得分" if proposal is None else f"数据建议 {proposal.points} 分"
        raise RuleViolated("score_unexplained", f"“{one.title}”{said}，请说明理由。", field=f"reason_{one.code}")
    return Score(
        version=version, number=number, criterion=one.code, title=one.title, points=given.points, scale=one.scale,
        weight=one.weight, alone=one.alone, proposed=proposal.points if proposal else None,
        figure=proposal.figure[:300] if proposal else "", reason=reason,
        citation=one.citation, confidence=one.confidence,
    )  # fmt: skip
