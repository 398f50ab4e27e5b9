"""Who may see handbooks, and who may do what with them."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.org.queries import own_kind
from tongjian.supervision.handbooks.choices import EditionState
from tongjian.supervision.handbooks.models import Edition, Handbook
from tongjian.supervision.handbooks.workflow import EDITION_WORKFLOW

SETTLED = (EditionState.PUBLISHED, EditionState.SUPERSEDED, EditionState.STOPPED)


def visible_editions(actor: Actor) -> QuerySet[Edition]:
    """The public sees what is or was in force; officials also what is going to be; drafts and reviews are seen by the
    compiling kind of department and the coordinator of the place, and by whoever acts for no agency."""
    settled = Q(state__in=SETTLED)
    if not actor.has("handbooks.view"):
        return Edition.objects.filter(settled, valid_from__lte=timezone.localdate())
    if actor.agency_id is None:
        return Edition.objects.all()
    kind = own_kind(actor)
    if kind is None:
        return Edition.objects.filter(settled)
    here = Q(handbook__region=actor.region_code)
    return Edition.objects.filter(settled | (here if kind.is_coordinator else here & Q(handbook__lead=kind)))


def visible_handbooks(actor: Actor) -> QuerySet[Handbook]:
    return Handbook.objects.filter(pk__in=visible_editions(actor).values("handbook"))


def can_compile(actor: Actor) -> Verdict:
    if not actor.has("handbooks.edit"):
        return deny("您没有编制合规手册的权限。")
    return ALLOW if actor.agency_id else deny("编制合规手册须代表一个部门。")


def can_lead(actor: Actor, region: str, lead: str) -> Verdict:
    """A department compiles what it leads in its own place, the coordinator what any leads."""
    general = can_compile(actor)
    return _own(actor, region, lead, "由牵头部门或者统筹部门编制。") if general else general


def can_edit(actor: Actor, handbook: Handbook) -> Verdict:
    return can_lead(actor, handbook.region_id, handbook.lead_id)


def can_change(actor: Actor, edition: Edition) -> Verdict:
    """Whoever edits, while it is a draft: what is under review or published does not change any more."""
    if edition.state != EditionState.DRAFT:
        return deny("只有草稿可以修改；已发布的，请编制新版本。")
    return can_edit(actor, edition.handbook)


def can_review(actor: Actor, edition: Edition) -> Verdict:
    """A second person, who has not written on it, of the compiling department or of the coordinator."""
    if not actor.has("handbooks.review") or actor.agency_id is None:
        return deny("您没有审核合规手册的权限。")
    if any(actor.is_own_doing(UUID(author), needs="handbooks.edit") for author in edition.authors):
        return deny("编制人不能审核自己编制或者改写过的合规手册。")
    return _own(actor, edition.handbook.region_id, edition.handbook.lead_id, "由编制部门或者统筹部门审核。")


def can_act(actor: Actor, edition: Edition, act: str) -> Verdict:
    """`act` is a transition: submit is for whoever edits, the others for whoever reviews."""
    if not EDITION_WORKFLOW.allows(act, state=edition.state):
        return deny("当前状态不能这样办理。")
    return can_edit(actor, edition.handbook) if act == "submit" else can_review(actor, edition)


def _own(actor: Actor, region: str, lead: str, reason: str) -> Verdict:
    kind = own_kind(actor)
    if region != actor.region_code:
        return deny("这本手册由其他层级或者地方编制。")
    return ALLOW if kind is not None and (kind.is_coordinator or kind.pk == lead) else deny(reason)
