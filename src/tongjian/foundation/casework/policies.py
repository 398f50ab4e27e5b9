"""Who may see and touch clocks and to-dos."""

from uuid import UUID

from django.db.models import Q, QuerySet

from tongjian.foundation.casework.models import Arbitration, Clock, Document, Handover, Notification, Todo, Webhook
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import Agency
from tongjian.foundation.org.queries.superiors import GOVERNMENT
from tongjian.foundation.org.roles import CAPABILITIES
from tongjian.pure.codes import significant

ARBITRATION_LAW = "《行政处罚法》第25条"


def visible_clocks(actor: Actor) -> QuerySet[Clock]:
    """The clocks of one's own agency; jobs that run clocks see all."""
    if actor.has("casework.run_clocks"):
        return Clock.objects.all()
    if actor.has("casework.view") and actor.agency_id is not None:
        return Clock.objects.filter(agency_id=actor.agency_id)
    return Clock.objects.none()


def overseen_agencies(actor: Actor) -> QuerySet[Agency]:
    """One's own; those of the same line in the region; all of the region for its government and its coordinator."""
    own = Agency.objects.filter(pk=actor.agency_id).select_related("kind").first() if actor.agency_id else None
    if own is None or not actor.has("casework.view"):
        return Agency.objects.none()
    if not actor.has("casework.oversee"):
        return Agency.objects.filter(pk=own.pk)
    within = Agency.objects.filter(region__code__startswith=significant(own.region_id))
    if own.kind_id == GOVERNMENT or own.kind.is_coordinator:
        return within
    return within.filter(Q(pk=own.pk) | Q(kind=own.kind_id) | Q(line_superior=own.pk))


def overseen_clocks(actor: Actor) -> QuerySet[Clock]:
    """How the agencies one oversees keep their limits: the clock and its changes, not the matter behind it."""
    return Clock.objects.filter(agency__in=overseen_agencies(actor))


def visible_documents(actor: Actor) -> QuerySet[Document]:
    """Those of one's own agency."""
    if actor.agency_id is None or not actor.has("casework.view"):
        return Document.objects.none()
    return Document.objects.filter(agency_id=actor.agency_id)


def visible_webhooks(actor: Actor) -> QuerySet[Webhook]:
    """Whoever manages agencies and their systems; a webhook shows where messages go, not what they say."""
    return Webhook.objects.all() if actor.has("org.manage_agencies") else Webhook.objects.none()


def can_issue_for(actor: Actor, agency: Agency) -> Verdict:
    if not actor.has("casework.issue_document"):
        return deny("没有制发文书的权限。")
    return ALLOW if agency.pk == actor.agency_id else deny(f"这份文书由{agency.name}制发。")


def can_issue(actor: Actor, agency: Agency, *, kind: str, matter_kind: str, matter_id: str) -> Verdict:
    """One document of a kind about a matter holds at a time: a second one takes the voiding of the first."""
    if not (verdict := can_issue_for(actor, agency)):
        return verdict
    about = Document.objects.filter(agency=agency, matter_kind=matter_kind, matter_id=matter_id)
    if issued := about.filter(kind=kind, voided_at=None).first():
        return deny(f"已制发 {issued.number}；有误的，先作废再另发。")
    return ALLOW


def can_void(actor: Actor, document: Document) -> Verdict:
    if not actor.has("casework.void_document"):
        return deny("没有作废文书的权限，请本机关审核人员或者负责人办理。")
    if document.agency_id != actor.agency_id:
        return deny("只能作废本机关的文书。")
    return ALLOW if document.voided_at is None else deny("这份文书已经作废。")


def visible_todos(actor: Actor) -> QuerySet[Todo]:
    """What this person may do: named for them or whom they stand in for, or for whoever of the agency has the
    capability."""
    if actor.agency_id is None or not actor.has("casework.view"):
        return Todo.objects.none()
    mine = Q(user_id__in=_persons(actor)) | Q(user=None, capability__in=["", *actor.permissions])
    return Todo.objects.filter(mine, agency_id=actor.agency_id)


def _persons(actor: Actor) -> list[UUID]:
    """Oneself and whom one stands in for."""
    return [person for person in (actor.user_id, actor.on_behalf_of) if person]


def visible_notifications(actor: Actor) -> QuerySet[Notification]:
    """One's own, of the agency one acts for, about what one may still do there."""
    if actor.user_id is None or actor.agency_id is None or not actor.has("casework.view"):
        return Notification.objects.none()
    allowed = Q(announcement__capability__in=["", *actor.permissions]) | Q(announcement__user__in=_persons(actor))
    return Notification.objects.filter(allowed, user_id=actor.user_id, agency_id=actor.agency_id)


def roles_to_tell(capability: str) -> list[Role]:
    """Who may hear of what asks for a capability: whoever may see to-dos and has it."""
    wanted = {"casework.view", capability} - {""}
    return [role for role, held in CAPABILITIES.items() if wanted <= held]


def can_change_clock(actor: Actor, clock: Clock) -> Verdict:
    if actor.has("casework.run_clocks"):
        return ALLOW
    if clock.agency_id != actor.agency_id:
        return deny("只有责任机关可以变更时限。")
    if not actor.has("casework.change_clock"):
        return deny("中止、恢复和延长时限应当由本机关负责人决定。")
    return ALLOW


def can_answer(actor: Actor, handover: Handover) -> Verdict:
    if handover.to_agency_id != actor.agency_id:
        return deny("只有接收机关可以答复。")
    return ALLOW


def visible_arbitrations(actor: Actor) -> QuerySet[Arbitration]:
    """For the arbiter and the two agencies; jobs see all."""
    if actor.has("casework.run_clocks"):
        return Arbitration.objects.all()
    if actor.agency_id is None or not actor.has("casework.view"):
        return Arbitration.objects.none()
    concerned = Q(arbiter=actor.agency_id) | Q(temporary=actor.agency_id) | Q(refusing=actor.agency_id)
    return Arbitration.objects.filter(concerned | Q(holder=actor.agency_id))


def can_arbitrate(actor: Actor, arbitration: Arbitration) -> Verdict:
    """The head of the arbitrating agency in person."""
    if arbitration.arbiter_id != actor.agency_id:
        return deny("只有裁定机关可以指定承办机关。", ARBITRATION_LAW)
    if not actor.has("casework.arbitrate"):
        return deny("指定承办机关应当由裁定机关负责人决定。", ARBITRATION_LAW)
    return ALLOW if actor.is_person else deny("指定承办机关应当由负责人本人作出。", ARBITRATION_LAW)
