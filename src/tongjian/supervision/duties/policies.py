"""Who may see duties and what is settled about them, and who may do what."""

from django.db.models import Q, QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.org.models import Agency
from tongjian.foundation.org.queries import own_kind
from tongjian.supervision.duties.choices import RecordState, SettlementState
from tongjian.supervision.duties.models import CommissionedBody, Duty, Opinion, PowerTransfer, Settlement
from tongjian.supervision.duties.workflow import RECORD_WORKFLOW, SETTLEMENT_WORKFLOW

TransferOrCommission = PowerTransfer | CommissionedBody


def visible_duties(actor: Actor) -> QuerySet[Duty]:
    """Who answers for what is no secret among officials."""
    return Duty.objects.all() if actor.has("duties.view") else Duty.objects.none()


def visible_settlements(actor: Actor) -> QuerySet[Settlement]:
    """Decisions are seen by every official; what is still open by the coordinator, whoever brought it up and whoever
    was asked, and by whoever acts for no agency."""
    if not actor.has("duties.view"):
        return Settlement.objects.none()
    if actor.agency_id is None:
        return Settlement.objects.all()
    asked = Opinion.objects.filter(agency=actor.agency_id).values("settlement")
    mine = Q(coordinator=actor.agency_id) | Q(opened_by_agency=actor.agency_id) | Q(pk__in=asked)
    return Settlement.objects.filter(mine | Q(state=SettlementState.DECIDED))


def visible_transfers(actor: Actor) -> QuerySet[PowerTransfer]:
    """Published ones are public; others are seen by the two agencies and the coordinator of the place."""
    shown = Q(state__in=[RecordState.PUBLISHED, RecordState.ENDED], published_at__isnull=False)
    if not actor.has("duties.view"):
        return PowerTransfer.objects.filter(shown)
    if actor.agency_id is None:
        return PowerTransfer.objects.all()
    mine = Q(from_agency=actor.agency_id) | Q(to_agency=actor.agency_id)
    here = Q(from_agency__region=actor.region_code) if is_coordinator(actor) else Q(pk__in=[])
    return PowerTransfer.objects.filter(shown | mine | here)


def visible_commissions(actor: Actor) -> QuerySet[CommissionedBody]:
    """Published ones are public (委托书公示); others are seen by who commissions and the coordinator of the place."""
    shown = Q(state__in=[RecordState.PUBLISHED, RecordState.ENDED], published_at__isnull=False)
    if not actor.has("duties.view"):
        return CommissionedBody.objects.filter(shown)
    if actor.agency_id is None:
        return CommissionedBody.objects.all()
    here = Q(principal__region=actor.region_code) if is_coordinator(actor) else Q(pk__in=[])
    return CommissionedBody.objects.filter(shown | Q(principal=actor.agency_id) | here)


def is_coordinator(actor: Actor) -> bool:
    kind = own_kind(actor)
    return kind is not None and kind.is_coordinator


def can_settle(actor: Actor, region: str = "") -> Verdict:
    """The coordinator of the place keeps its matrix."""
    if not actor.has("duties.settle") or not is_coordinator(actor):
        return deny("职责矩阵由统筹部门维护。")
    return ALLOW if region in ("", actor.region_code) else deny("其他地方的职责由当地统筹部门维护。")


def can_propose(actor: Actor) -> Verdict:
    if not actor.has("duties.edit") or actor.agency_id is None:
        return deny("您没有为本部门提出新业态定性的权限。")
    return ALLOW


def can_act(actor: Actor, settlement: Settlement, act: str) -> Verdict:
    """`act` is a transition. The coordinator takes up, decides and closes; whoever was asked answers."""
    if not SETTLEMENT_WORKFLOW.allows(act, state=settlement.state):
        return deny("当前状态不能这样办理。")
    if act == "answer":
        return can_answer(actor, settlement)
    if act == "close" and settlement.state == SettlementState.PROPOSED and _is_own(actor, settlement.opened_by_agency):
        return ALLOW
    return can_settle(actor, settlement.region_id)


def can_answer(actor: Actor, settlement: Settlement) -> Verdict:
    if not actor.has("duties.edit") or actor.agency_id is None:
        return deny("您没有代表本部门填报意见的权限。")
    asked = Opinion.objects.filter(settlement=settlement, agency=actor.agency_id).exists()
    return ALLOW if asked else deny("没有征求本部门的意见。")


def can_register(actor: Actor, owner: Agency | None = None) -> Verdict:
    """An agency registers what it hands over or commissions; the coordinator of the place may do so for it."""
    if not actor.has("duties.edit") or actor.agency_id is None:
        return deny("您没有登记的权限。")
    if owner is None or _is_own(actor, owner):
        return ALLOW
    if is_coordinator(actor) and owner.region_id == actor.region_code:
        return ALLOW
    return deny("由原主管部门、委托机关或者当地统筹部门登记。")


def can_publish(actor: Actor, record: TransferOrCommission) -> Verdict:
    """A second person of the agency that hands over or commissions."""
    if not RECORD_WORKFLOW.allows("publish", state=record.state):
        return deny("当前状态不能公布。")
    if not actor.has("duties.review") or not _is_own(actor, owner_of(record)):
        return deny("由原主管部门或者委托机关的审核人、负责人公布。")
    if actor.is_own_doing(record.registered_by, needs="duties.edit"):
        return deny("登记人不能公布自己登记的内容。")
    return ALLOW


def can_end(actor: Actor, record: TransferOrCommission) -> Verdict:
    if not RECORD_WORKFLOW.allows("end", state=record.state):
        return deny("当前状态不能终止。")
    if actor.has("duties.review") and _is_own(actor, owner_of(record)):
        return ALLOW
    return deny("由原主管部门或者委托机关的审核人、负责人终止。")


def owner_of(record: TransferOrCommission) -> Agency:
    return record.from_agency if isinstance(record, PowerTransfer) else record.principal


def _is_own(actor: Actor, agency: Agency) -> bool:
    return actor.agency_id == agency.pk
