"""Who may see demands, draws and schedules, and who may do what with them."""

from django.db.models import Q, QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.kernel.workflow import Workflow
from tongjian.pure.codes import significant
from tongjian.supervision.inspections.policies import can_arrange
from tongjian.supervision.planning.choices import DemandState, DrawState, JobKind
from tongjian.supervision.planning.models import Demand, Draw, ObjectPool, Party, Schedule

_ALL_OF_THE_REGION = ("planning.coordinate", "planning.audit")


def visible_draws(actor: Actor) -> QuerySet[Draw]:
    """Officials: draws of their region and those their agency has to do with. Everybody: what is published."""
    seen = Q(state=DrawState.PUBLISHED)
    if actor.has("planning.view"):
        seen |= Q(region__code__startswith=significant(actor.region_code)) if actor.region_code else Q(pk=None)
        if actor.agency_id:
            mine = Party.objects.filter(agency_id=actor.agency_id).values("draw_id")
            asked = Demand.objects.filter(agency_id=actor.agency_id, draw__isnull=False).values("draw_id")
            seen |= Q(coordinator_id=actor.agency_id) | Q(pk__in=mine) | Q(pk__in=asked)
    return Draw.objects.filter(seen)


def visible_demands(actor: Actor) -> QuerySet[Demand]:
    """A department's own; those handed in within the region for who coordinates or audits it; those of a draw
    in which the department takes part."""
    if not actor.has("planning.view"):
        return Demand.objects.none()
    seen = Q(pk=None)
    if actor.agency_id:
        drawn_with = Party.objects.filter(agency_id=actor.agency_id).values("draw_id")
        seen |= Q(agency_id=actor.agency_id) | Q(draw_id__in=drawn_with)
    if any(actor.has(capability) for capability in _ALL_OF_THE_REGION) and actor.region_code:
        in_region = Q(agency__region__code__startswith=significant(actor.region_code))
        seen |= in_region & ~Q(state=DemandState.DRAFT)
    return Demand.objects.filter(seen)


def visible_schedules(actor: Actor) -> QuerySet[Schedule]:
    """排期 of the region: who coordinates it or audits it, and the host. Departments see the days on their visits."""
    if not (actor.has("planning.coordinate") or actor.has("planning.audit")) or not actor.region_code:
        return Schedule.objects.none()
    return Schedule.objects.filter(region__code__startswith=significant(actor.region_code))


def can_schedule(actor: Actor) -> Verdict:
    """Works out a timetable, which changes nothing yet: the coordinator of the place, or the host."""
    if not actor.has("planning.coordinate"):
        return deny("检查由统筹部门统一排期，您没有统筹权限。")
    return can_arrange(actor) if actor.is_person else ALLOW


def can_adopt_schedule(actor: Actor, schedule: Schedule) -> Verdict:
    """Sets the days, in the name of the coordinator of the very place."""
    if not (arranging := can_arrange(actor)):
        return arranging
    return ALLOW if schedule.region_id == actor.region_code else deny("只能采用本地的排期。")


def can_enter_demand(actor: Actor) -> Verdict:
    if not actor.has("planning.enter_demand"):
        return deny("您没有编制需求的权限。")
    return ALLOW if actor.agency_id else deny("编制需求须代表一个部门。")


def can_revise_demand(actor: Actor, demand: Demand) -> Verdict:
    if not (entering := can_enter_demand(actor)):
        return entering
    return _own(actor, demand)


def can_submit_demand(actor: Actor, demand: Demand) -> Verdict:
    if not actor.has("planning.submit_demand"):
        return deny("需求由部门负责人提交。")
    return _own(actor, demand)


def can_withdraw_demand(actor: Actor, demand: Demand) -> Verdict:
    if not (actor.has("planning.submit_demand") or actor.has("planning.enter_demand")):
        return deny("您没有撤回需求的权限。")
    if demand.draw_id is not None:
        return deny("需求已纳入抽取，请先由统筹部门移出。")
    return _own(actor, demand)


def visible_pools(actor: Actor) -> QuerySet[ObjectPool]:
    """A department's own; those of the region for who coordinates or audits it."""
    if not actor.has("planning.view"):
        return ObjectPool.objects.none()
    seen = Q(agency_id=actor.agency_id) if actor.agency_id else Q(pk=None)
    if any(actor.has(capability) for capability in _ALL_OF_THE_REGION) and actor.region_code:
        seen |= Q(agency__region__code__startswith=significant(actor.region_code))
    return ObjectPool.objects.filter(seen)


def can_create_pool(actor: Actor) -> Verdict:
    if not actor.has("planning.enter_demand"):
        return deny("您没有建立名录库的权限。")
    return ALLOW if actor.agency_id else deny("建立名录库须代表一个部门。")


def can_keep_pool(actor: Actor, pool: ObjectPool) -> Verdict:
    """Rule, additions and removals: the department whose pool it is."""
    if not (creating := can_create_pool(actor)):
        return creating
    return ALLOW if pool.agency_id == actor.agency_id else deny("只有建立名录库的部门可以操作。")


def can_see_inspectors(actor: Actor) -> Verdict:
    """Names, papers and load of officers: officials who plan; which officers follows from what they see of them."""
    if actor.has("planning.view") and actor.has("org.view"):
        return ALLOW
    return deny("执法检查人员名录库只供编制计划的人员查看。")


def can_open_draw(actor: Actor) -> Verdict:
    if not actor.has("planning.coordinate"):
        return deny("抽取由统筹部门组织，您没有统筹权限。")
    return ALLOW if actor.agency_id else deny("组织抽取须代表一个部门。")


def can_coordinate(actor: Actor, draw: Draw) -> Verdict:
    """Everything that only the department that opened the draw may do with it."""
    if not (opening := can_open_draw(actor)):
        return opening
    if draw.coordinator_id != actor.agency_id:
        return deny("只有组织本次抽取的统筹部门可以操作。")
    return ALLOW


def can_hold_nonce(actor: Actor, party: Party | None) -> Verdict:
    """Commit and reveal: the party itself."""
    if party is None:
        return deny("您所在的部门不是本次抽取的参与方。")
    if not actor.has("planning.hold_nonce"):
        return deny("您没有代表部门参加抽取的权限。")
    return ALLOW if party.agency_id == actor.agency_id else deny("只能代表本部门提交承诺、揭示随机数。")


def can_seal(actor: Actor, draw: Draw) -> Verdict:
    """A formality that completes what the last commitment began: anybody who takes part, or the job."""
    takes_part = _takes_part(actor, draw) and actor.has("planning.hold_nonce")
    if takes_part or actor.has("planning.run_due") or can_coordinate(actor, draw):
        return ALLOW
    return deny("只有统筹部门和参与方可以封存检查点。")


def can_abort(actor: Actor, draw: Draw) -> Verdict:
    return ALLOW if actor.has("planning.run_due") else can_coordinate(actor, draw)


def can_publish(actor: Actor, draw: Draw) -> Verdict:
    return ALLOW if actor.has("planning.run_due") else can_coordinate(actor, draw)


def can_run(actor: Actor, draw: Draw, party: Party | None) -> Verdict:
    """Once all nonces are known the result is fixed: any party may compute it, so nobody can hold it up."""
    if can_coordinate(actor, draw) or can_hold_nonce(actor, party) or actor.has("planning.run_due"):
        return ALLOW
    return deny("只有统筹部门和参与方可以抽取。")


def can_ask_for(actor: Actor, draw: Draw, party: Party | None, kind: str) -> Verdict:
    """Whoever may take the step may leave it to the worker, which acts in that person's name."""
    if not actor.is_person:
        return deny("后台以提出人的名义办理；命令行请直接办理。")
    return can_coordinate(actor, draw) if kind == JobKind.FREEZE else can_run(actor, draw, party)


def can_audit(actor: Actor) -> Verdict:
    return ALLOW if actor.has("planning.audit") else deny("执法人员名册只供监督人员查看。")


def can_issue_slip(actor: Actor) -> Verdict:
    """The salt is told to the enterprise itself, by the coordinator of its place: nobody else hands it out."""
    if actor.has("planning.coordinate") and actor.is_person:
        return ALLOW
    return deny("查询单由统筹部门核对来人身份后出具。")


def can_see_frame(actor: Actor, draw: Draw) -> Verdict:
    """Who was in the frame under which name: whoever audits draws, and the department that made this one."""
    return ALLOW if can_audit(actor) or can_coordinate(actor, draw) else deny("名录只供监督人员和统筹部门查看。")


def can_see_officers(actor: Actor, draw: Draw) -> Verdict:
    """The matched officers: auditors, the coordinator, and departments that take part or asked for visits."""
    if can_audit(actor) or can_coordinate(actor, draw):
        return ALLOW
    asked = actor.agency_id is not None and draw.demands.filter(agency_id=actor.agency_id).exists()
    if asked or _takes_part(actor, draw):
        return ALLOW
    return deny("执法人员只供参加本次抽取的部门和监督人员查看。")


def in_state(verdict: Verdict, workflow: Workflow, name: str, state: str) -> Verdict:
    """For buttons: the same verdict, refused with a sentence when the state does not allow the act."""
    if verdict and not workflow.allows(name, state=state):
        return deny("当前状态不能进行这一步。")
    return verdict


def _takes_part(actor: Actor, draw: Draw) -> bool:
    return actor.agency_id is not None and draw.parties.filter(agency_id=actor.agency_id).exists()


def _own(actor: Actor, demand: Demand) -> Verdict:
    return ALLOW if demand.agency_id == actor.agency_id else deny("只有提出需求的部门可以操作。")
