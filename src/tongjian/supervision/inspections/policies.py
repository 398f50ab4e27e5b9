"""Who may see a visit, and who may do what with it.

A verdict speaks of the person; whether the act exists in the present state is asked of the workflow (`in_state`).
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from tongjian.foundation.casework.choices import HandoverState, ParticipationRole
from tongjian.foundation.casework.models import Arbitration
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.kernel.workflow import Workflow
from tongjian.foundation.org.models import Agency
from tongjian.pure.codes import significant
from tongjian.supervision.inspections.choices import TeamState
from tongjian.supervision.inspections.models import EntryReport, TeamHandover, Visit, VisitTeam, WatchNotice, WatchPart

_SECOND_PERSON = "检查结果审核制度（二人原则，可配置，非法定）"


def visible_visits(actor: Actor) -> QuerySet[Visit]:
    """The only door to a list of visits: one's agency takes part (or is offered a part, or decides who takes it), or
    coordinates the region or one above it, or one audits that region. Jobs and the host see their region."""
    if not actor.has("inspections.view"):
        return Visit.objects.none()
    in_region = Q(region__code__startswith=significant(actor.region_code) or "-")
    if actor.agency_id is None or actor.has("planning.audit"):
        return Visit.objects.filter(in_region)
    takes_part = Exists(VisitTeam.objects.filter(visit=OuterRef("pk"), agency_id=actor.agency_id))
    offered = Exists(
        TeamHandover.objects.filter(
            team__visit=OuterRef("pk"), to_agency_id=actor.agency_id, state=HandoverState.OFFERED
        )
    )
    arbitrates = Exists(TeamHandover.objects.filter(team__visit=OuterRef("pk"), pk__in=_arbitrated_by(actor)))
    coordinates = Exists(Agency.objects.filter(pk=actor.agency_id, kind__is_coordinator=True))
    return Visit.objects.filter(takes_part | offered | arbitrates | (in_region & coordinates))


def _arbitrated_by(actor: Actor) -> QuerySet[Arbitration, UUID]:
    return Arbitration.objects.filter(arbiter=actor.agency_id, withdrawn_at=None).values_list("handover_id", flat=True)


def visible_teams(actor: Actor) -> QuerySet[VisitTeam]:
    """Who sees a visit sees all departments in it."""
    return VisitTeam.objects.filter(visit__in=visible_visits(actor))


def visible_notices(actor: Actor) -> QuerySet[WatchNotice]:
    """监督提醒: one's agency is asked, or coordinates the place or one above it, or stands above an asked one in its
    line, or one audits that region."""
    if not actor.has("inspections.view"):
        return WatchNotice.objects.none()
    in_region = Q(region__code__startswith=significant(actor.region_code) or "-")
    if actor.agency_id is None or actor.has("planning.audit"):
        return WatchNotice.objects.filter(in_region)
    parts = WatchPart.objects.filter(notice=OuterRef("pk"))
    concerned = parts.filter(Q(agency=actor.agency_id) | Q(agency__line_superior=actor.agency_id))
    coordinates = Exists(Agency.objects.filter(pk=actor.agency_id, kind__is_coordinator=True))
    return WatchNotice.objects.filter(Exists(concerned) | (in_region & coordinates))


def can_answer_notice(actor: Actor, part: WatchPart) -> Verdict:
    if part.agency_id != actor.agency_id:
        return deny("只能答复本部门的部分。")
    if not actor.is_person or not (actor.has("inspections.prepare") or actor.has("inspections.approve")):
        return deny("没有答复监督提醒的权限。")
    return deny("本部门已经答复。") if part.answer else ALLOW


def can_return_answer(actor: Actor, part: WatchPart) -> Verdict:
    """The coordinator of the place, or the head of a superior: whoever oversees and is not asked."""
    if not actor.is_person or not actor.has("casework.oversee"):
        return deny("没有退回答复的权限。")
    if part.agency_id == actor.agency_id:
        return deny("不能退回本部门的答复。")
    is_superior = part.agency.line_superior_id == actor.agency_id
    own = Agency.objects.filter(pk__in=filter(None, [actor.agency_id]), kind__is_coordinator=True)
    if not is_superior and not own.exists():
        return deny("只有统筹部门或者业务上级可以退回答复。")
    return ALLOW if part.answer else deny("这个部门还没有答复。")


def visible_reports(actor: Actor) -> QuerySet[EntryReport]:
    """入企反映: its owner, and whoever audits the place. A department that is reported does not read who said what."""
    if not actor.has("inspections.view"):
        return EntryReport.objects.none()
    if actor.agency_id is None or actor.has("planning.audit"):
        return EntryReport.objects.filter(region__code__startswith=significant(actor.region_code) or "-")
    return EntryReport.objects.filter(agency=actor.agency_id)


def can_conclude_report(actor: Actor, report: EntryReport) -> Verdict:
    if report.agency_id != actor.agency_id or not actor.is_person or not actor.has("planning.coordinate"):
        return deny("只有核查机关的统筹人员可以办结。")
    return deny("这件反映已经办结。") if report.conclusion else ALLOW


def published_teams() -> QuerySet[VisitTeam]:
    """What everybody may read: results that their department has published."""
    return VisitTeam.objects.filter(state=TeamState.PUBLISHED)


def in_state(workflow: Workflow, name: str, state: str, verdict: Verdict) -> Verdict:
    """What a button needs: the act must exist in this state and the person be the right one."""
    if not workflow.allows(name, state=state):
        return deny("当前状态不能办理。")
    return verdict


def can_create_visits(actor: Actor) -> Verdict:
    if actor.has("planning.coordinate") or actor.has("inspections.create"):
        return ALLOW
    return deny("没有生成检查的权限。")


def can_order(actor: Actor) -> Verdict:
    """有因检查: by whoever prepares visits in a department that enforces."""
    if actor.has("inspections.prepare") and actor.agency_id is not None and actor.is_person:
        return ALLOW
    return deny("没有办理有因检查立项的权限。")


def can_set_date(actor: Actor, visit: Visit) -> Verdict:
    return ALLOW if can_arrange(actor) else _prepares_for_lead(actor, visit, "确定检查日期")


def can_arrange(actor: Actor) -> Verdict:
    """Days of all departments' visits, and joining two visits of one enterprise: the coordinator of the place."""
    if not actor.has("planning.coordinate") or not actor.is_person:
        return deny("检查由统筹部门统一排期，您没有统筹权限。")
    own = Agency.objects.filter(pk__in=filter(None, [actor.agency_id]), kind__is_coordinator=True)
    return ALLOW if own.exists() else deny("检查由统筹部门统一排期，您所在的部门不是统筹部门。")


def can_issue_code(actor: Actor, visit: Visit) -> Verdict:
    return _prepares_for_lead(actor, visit, "赋码")


def can_revoke_code(actor: Actor, visit: Visit) -> Verdict:
    return _prepares_for_lead(actor, visit, "作废检查码")


def can_cancel(actor: Actor, visit: Visit) -> Verdict:
    return _prepares_for_lead(actor, visit, "取消检查")


def can_prepare(actor: Actor, team: VisitTeam) -> Verdict:
    """Chooses officers, asks the head, hands the part over."""
    return _of_agency(actor, team, "inspections.prepare", "您没有办理检查准备的权限。")


def can_approve(actor: Actor, team: VisitTeam) -> Verdict:
    """Each head approves once; where the rulebook asks for two, they are two persons."""
    verdict = _of_agency(actor, team, "inspections.approve", "只有本部门负责人可以批准。")
    if verdict and not actor.is_person:
        return deny("批准应当由负责人本人作出。", "国办发〔2024〕54号")
    is_open = team.state == TeamState.SUBMITTED
    given = [row for row in team.approvals.all() if row.withdrawn_at is None]
    if (
        verdict
        and is_open
        and any(actor.is_own_doing(row.by, needs="inspections.approve", on=localdate(row.at)) for row in given)
    ):
        return deny("您已经批准，还需要本部门另一位负责人批准。")
    return verdict


def can_decline(actor: Actor, team: VisitTeam) -> Verdict:
    """Also for the head who approved and thinks better of it before the second one has."""
    return _of_agency(actor, team, "inspections.approve", "只有本部门负责人可以不予批准。")


def can_pass(actor: Actor, visit: Visit) -> Verdict:
    """Records entry and exit."""
    if not actor.has("inspections.enter"):
        return deny("您没有登记入企、离企的权限。")
    return ALLOW if any(_is_officer_of(actor, team) for team in visit.teams.all()) else _not_on_the_team()


def can_enter_result(actor: Actor, team: VisitTeam) -> Verdict:
    if not actor.has("inspections.enter_result"):
        return deny("您没有登记检查结果的权限。")
    return ALLOW if _is_officer_of(actor, team) else _not_on_the_team()


def can_review(actor: Actor, team: VisitTeam) -> Verdict:
    verdict = _of_agency(actor, team, "inspections.review", "您没有审核检查结果的权限。")
    if verdict and any(actor.is_own_doing(by, needs="inspections.enter_result") for by in _authors(team)):
        return deny("结果录入人不能审核自己录入的结果，请由第二人审核。", _SECOND_PERSON)
    return verdict


def can_publish(actor: Actor, team: VisitTeam) -> Verdict:
    return _of_agency(actor, team, "inspections.publish", "您没有公示检查结果的权限。")


def can_answer_handover(actor: Actor, handover: TeamHandover) -> Verdict:
    if handover.to_agency_id != actor.agency_id:
        return deny("只有接收机关可以答复。")
    return ALLOW if actor.has("inspections.prepare") else deny("您没有办理检查准备的权限。")


def _prepares_for_lead(actor: Actor, visit: Visit, verb: str) -> Verdict:
    if not actor.has("inspections.prepare"):
        return deny(f"您没有{verb}的权限。")
    leads = [team.agency_id for team in visit.teams.all() if team.role == ParticipationRole.LEAD]
    return ALLOW if actor.agency_id in leads else deny(f"只有牵头部门可以{verb}。")


def _of_agency(actor: Actor, team: VisitTeam, capability: str, otherwise: str) -> Verdict:
    if not actor.has(capability):
        return deny(otherwise)
    return ALLOW if team.agency_id == actor.agency_id else deny("只能办理本部门的部分。")


def _is_officer_of(actor: Actor, team: VisitTeam) -> bool:
    current = {row.officer_id for row in team.officers.all() if row.replaced_at is None}
    return actor.officer_id is not None and actor.officer_id in current and team.agency_id == actor.agency_id


def _not_on_the_team() -> Verdict:
    return deny("您不在这次检查的人员名单中。", "国办发〔2024〕54号；《行政处罚法》第42条")


def _authors(team: VisitTeam) -> set[UUID | None]:
    """Whoever entered, changed or submitted any result of the team."""
    return {team.entered_by} | {result.by for item in team.items.all() for result in item.results.all()}
