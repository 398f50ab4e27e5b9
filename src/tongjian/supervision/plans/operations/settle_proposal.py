"""决定撮合建议。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.pure.amounts import Bound, Frequency, words_of_frequency
from tongjian.pure.planner.consolidating import FactKind, ProposalKind
from tongjian.supervision.plans.choices import Answered, ProposalState, RoundState, Way
from tongjian.supervision.plans.models import PlanLine, Proposal
from tongjian.supervision.plans.operations._changes import change_by_agreement
from tongjian.supervision.plans.operations._consolidation import ask_to_publish, check_lead, end_asking, lock_proposal
from tongjian.supervision.plans.operations._lock import lock_plan, reason_of
from tongjian.supervision.plans.policies import can_settle
from tongjian.supervision.plans.queries.consolidation import still_waits
from tongjian.supervision.plans.queries.explaining import as_facts
from tongjian.supervision.plans.workflow import PROPOSAL_WORKFLOW, ROUND_WORKFLOW

POLICY = "晋政办发〔2023〕39号第11条"


@transaction.atomic
def settle_proposal(
    *, actor: Actor, proposal_id: UUID, is_adopted: bool, reason: str = "", lead_id: UUID | None = None
) -> Proposal:
    """Adopted as agreed, when nobody refused: the lines change, those of a joint visit are tied with their lead. Or
    dropped with a reason. Departments that can still answer in time are waited for; who kept silent did not refuse.
    The last decision settles the round."""
    proposal = lock_proposal(actor, proposal_id)
    act = "adopt" if is_adopted else "drop"
    require(can_settle(actor, proposal, act))
    if still_waits(proposal):
        sentence = "还有部门没有答复，而且没有超过期限；收齐答复或者期限届满后再决定。"
        raise RuleViolated("answers_missing", sentence, POLICY)
    refused = [one.agency.name for one in proposal.answers.filter(answer=Answered.REFUSE).select_related("agency")]
    if is_adopted and refused:
        sentence = f"{'、'.join(refused)}不同意，不能按一致意见采纳；请协调后由部门更改答复，或者不采纳并说明理由。"
        raise RuleViolated("proposal_refused", sentence, POLICY)
    proposal.state = ProposalState(PROPOSAL_WORKFLOW.check(act, state=proposal.state).target)
    proposal.decided_by, proposal.decided_at = actor.user_id, timezone.now()
    data = {
        "code": proposal.consolidation.code, "number": proposal.number, "kind": proposal.kind, "refused": refused,
        "silent": [one.agency.code for one in proposal.answers.filter(done_at=None).select_related("agency")],
    }  # fmt: skip
    if is_adopted:
        lead = check_lead(proposal, lead_id)
        proposal.lead = lead
        proposal.save()
        lines = _carry_out(actor, proposal)
        named = [f"{line.plan.code}-{line.number}" for line in lines]
        record(actor, "consolidation.adopted", proposal, **data, lead=lead.code if lead else "", lines=named)
    else:
        proposal.reason = reason_of(reason, "不采纳的理由")
        proposal.save()
        record(actor, "consolidation.dropped", proposal, **data, reason=proposal.reason)
    end_asking(actor, proposal)
    _settle_round(actor, proposal)
    return proposal


def _carry_out(actor: Actor, proposal: Proposal) -> list[PlanLine]:
    rows = list(proposal.proposal_lines.select_related("line__plan__agency").order_by("place"))
    agreed = dict(proposal.answers.values_list("agency", "given_by"))
    anchor = rows[0].line
    joint = {row.line.plan.agency_id for row in rows}
    reason = f"撮合 {proposal.consolidation.code} 第 {proposal.number} 项建议：{proposal.get_kind_display()}。"
    for row in sorted(rows, key=lambda row: str(row.line.plan_id)):
        plan = lock_plan(actor, row.line.plan_id)
        row.line.plan = plan
        changes = _changes_of(proposal, anchor) if len(rows) > 1 or proposal.kind != ProposalKind.CANCEL else {}
        others = joint - {plan.agency_id} if len(rows) > 1 else set()
        row.result = change_by_agreement(
            actor, row.line, reason=reason, agreed_by=agreed.get(plan.agency_id), joint=others, **changes
        )
        row.save(update_fields=["result"])
    return [row.result for row in rows if row.result]


def _changes_of(proposal: Proposal, anchor: PlanLine) -> dict[str, object]:
    if proposal.kind == ProposalKind.ONLINE:
        return {"way": Way.OFF_SITE, "on_site_reason": ""}
    caps = [fact.rate for fact in as_facts(proposal.facts) if fact.kind == FactKind.OVER_CAP]
    if caps:
        rate = caps[0]
        wanted = Frequency(rate.numerator, 12 * rate.denominator, Bound.MOST)
        return {"frequency": words_of_frequency(wanted)}
    return {"window_from": anchor.window_from, "window_until": anchor.window_until}


def _settle_round(actor: Actor, proposal: Proposal) -> None:
    found = proposal.consolidation
    if found.proposals.filter(state=ProposalState.ASKED).exists():
        return
    found.state = RoundState(ROUND_WORKFLOW.check("settle", state=found.state).target)
    found.settled_at = timezone.now()
    found.save(update_fields=["state", "settled_at"])
    if found.proposals.filter(state=ProposalState.ADOPTED, lead__isnull=False).exists():
        ask_to_publish(actor, found)
