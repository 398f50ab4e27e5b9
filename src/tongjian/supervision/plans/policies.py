"""Who may see plans, and who may do what with them."""

from django.db.models import Q, QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.pure.codes import significant
from tongjian.supervision.plans.choices import LineState, PlanState, ProposalState, RoundState
from tongjian.supervision.plans.models import Consolidation, Plan, PlanLine, Proposal, ProposalAnswer
from tongjian.supervision.plans.workflow import CHANGE_WORKFLOW, PLAN_WORKFLOW, PROPOSAL_WORKFLOW, ROUND_WORKFLOW

UNSETTLED = (LineState.DRAFT, LineState.PROPOSED, LineState.REFUSED)
COORDINATE = "planning.coordinate"
_OVER_THE_REGION = (COORDINATE, "planning.audit")


def visible_plans(actor: Actor) -> QuerySet[Plan]:
    """Published ones are public. A department sees its own and those filed with it; who coordinates or audits a region
    sees what departments there handed in; whoever acts for no agency sees all."""
    seen = Q(state=PlanState.PUBLISHED)
    if not actor.has("plans.view"):
        return Plan.objects.filter(seen)
    if actor.agency_id is None:
        return Plan.objects.all()
    handed_in = ~Q(state__in=[PlanState.DRAFT, PlanState.REVIEW])
    seen |= Q(agency_id=actor.agency_id) | Q(filed_with_id=actor.agency_id) & handed_in
    if actor.region_code and any(actor.has(capability) for capability in _OVER_THE_REGION):
        seen |= Q(agency__region__code__startswith=significant(actor.region_code)) & handed_in
    return Plan.objects.filter(seen)


def visible_lines(actor: Actor) -> QuerySet[PlanLine]:
    """The lines of what one sees; a change that is not approved only by who sees more than what is public."""
    plans = visible_plans(actor)
    lines = PlanLine.objects.filter(plan__in=plans)
    if not actor.has("plans.view"):
        return lines.exclude(state__in=UNSETTLED)
    if actor.agency_id is None:
        return lines
    return lines.exclude(~Q(plan__agency_id=actor.agency_id), state__in=UNSETTLED, plan__state=PlanState.PUBLISHED)


def visible_proposals(actor: Actor) -> QuerySet[Proposal]:
    """Who coordinates the place, or one above it, sees them all; a department those it is asked about; whoever acts
    for no agency all. The joint lines of a published round are public."""
    seen = Q(consolidation__state=RoundState.PUBLISHED, state=ProposalState.ADOPTED, lead__isnull=False)
    if not actor.has("plans.view"):
        return Proposal.objects.filter(seen)
    if actor.agency_id is None:
        return Proposal.objects.all()
    seen |= Q(pk__in=ProposalAnswer.objects.filter(agency=actor.agency_id).values("proposal"))
    if actor.has(COORDINATE):
        seen |= Q(consolidation__region__code__startswith=significant(actor.region_code))
    return Proposal.objects.filter(seen)


def visible_rounds(actor: Actor) -> QuerySet[Consolidation]:
    """Published ones are public; others are seen by who coordinates and by who sees a proposal of theirs."""
    seen = Q(state=RoundState.PUBLISHED)
    if not actor.has("plans.view"):
        return Consolidation.objects.filter(seen)
    if actor.agency_id is None:
        return Consolidation.objects.all()
    seen |= Q(pk__in=visible_proposals(actor).values("consolidation"))
    if actor.has(COORDINATE):
        seen |= Q(region__code__startswith=significant(actor.region_code))
    return Consolidation.objects.filter(seen)


def can_draft(actor: Actor) -> Verdict:
    if not actor.has("plans.edit"):
        return deny("您没有编制年度计划的权限。")
    return ALLOW if actor.agency_id else deny("编制计划须代表一个部门。")


def can_edit(actor: Actor, plan: Plan) -> Verdict:
    return can_draft(actor) and _own(actor, plan)


def can_submit(actor: Actor, plan: Plan) -> Verdict:
    """The head, who is not who compiled it."""
    if not actor.has("plans.submit"):
        return deny("计划由部门负责人批准、报送和公布。")
    if actor.is_own_doing(plan.created_by, needs="plans.edit"):
        return deny("编制人不能批准自己编制的计划。")
    return _own(actor, plan)


def can_file(actor: Actor, plan: Plan) -> Verdict:
    """A reviewer or the head of the agency it was filed with."""
    if not actor.has("plans.review"):
        return deny("您没有办理计划备案的权限。")
    return ALLOW if plan.filed_with_id == actor.agency_id else deny("由受理备案的机关办理。")


def can_decide_change(actor: Actor, line: PlanLine) -> Verdict:
    """A second person of the department."""
    if not (actor.has("plans.review") or actor.has("plans.submit")):
        return deny("您没有审核计划变更的权限。")
    if actor.is_own_doing(line.created_by, needs="plans.edit"):
        return deny("提出人不能审核自己提出的变更。")
    return _own(actor, line.plan)


def can_act(actor: Actor, plan: Plan, act: str) -> Verdict:
    """For buttons: `act` is a transition of a plan."""
    if not PLAN_WORKFLOW.allows(act, state=plan.state):
        return deny("当前状态不能这样办理。")
    if act in ("file", "return"):
        return can_file(actor, plan)
    if act in ("edit", "hand_in", "change"):
        return can_edit(actor, plan)
    return can_submit(actor, plan)


def can_act_on_change(actor: Actor, line: PlanLine) -> Verdict:
    if not CHANGE_WORKFLOW.allows("approve", state=line.state):
        return deny("这项变更已经办理。")
    return can_decide_change(actor, line)


def can_coordinate(actor: Actor, region: str) -> Verdict:
    """Who coordinates the place itself."""
    if not actor.has(COORDINATE) or actor.agency_id is None:
        return deny("撮合由统筹部门组织。")
    return ALLOW if actor.region_code == region else deny("其他地方的撮合由当地统筹部门组织。")


def can_answer(actor: Actor, proposal: Proposal) -> Verdict:
    """Whoever keeps or approves the plan of a department that is asked."""
    if not PROPOSAL_WORKFLOW.allows("answer", state=proposal.state):
        return deny("这项建议已经决定。")
    if not (actor.has("plans.edit") or actor.has("plans.submit")):
        return deny("您没有代表本部门答复的权限。")
    asked = ProposalAnswer.objects.filter(proposal=proposal, agency=actor.agency_id).exists()
    return ALLOW if asked else deny("没有征求本部门的意见。")


def can_settle(actor: Actor, proposal: Proposal, act: str) -> Verdict:
    """`act`: adopt, drop or lead; the lead may change until the joint plan is published."""
    if not PROPOSAL_WORKFLOW.allows(act, state=proposal.state):
        return deny("当前状态不能这样办理。")
    if proposal.consolidation.state == RoundState.PUBLISHED:
        return deny("联合检查计划已经公布。")
    return can_coordinate(actor, proposal.consolidation.region_id)


def can_publish_joint(actor: Actor, found: Consolidation) -> Verdict:
    if not ROUND_WORKFLOW.allows("publish", state=found.state):
        return deny("全部建议决定以后才能公布。" if found.state == RoundState.OPEN else "已经公布。")
    return can_coordinate(actor, found.region_id)


def _own(actor: Actor, plan: Plan) -> Verdict:
    return ALLOW if plan.agency_id == actor.agency_id else deny("由编制计划的部门办理。")
