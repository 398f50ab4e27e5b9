"""Who may see key items, and who may do what with them."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.org.queries import own_kind
from tongjian.supervision.key_items.choices import VersionState
from tongjian.supervision.key_items.models import KeyItem, KeyItemVersion, KeyPart, Responsibility
from tongjian.supervision.key_items.workflow import VERSION_WORKFLOW

SETTLED = (VersionState.PUBLISHED, VersionState.REMOVAL, VersionState.SUPERSEDED, VersionState.REMOVED)
_REVIEWED = ("return", "publish", "refuse_removal", "remove")


def visible_versions(actor: Actor) -> QuerySet[KeyItemVersion]:
    """What is or was on the list is no secret among officials; drafts and reviews are seen by the lead's kind of
    department and the coordinator in the place that proposes them, and by whoever acts for no agency. Other systems
    see what is about no item that is not public."""
    if not actor.has("key_items.view"):
        return KeyItemVersion.objects.none()
    settled = Q(state__in=SETTLED)
    if actor.via == "api":
        secret = KeyPart.objects.filter(version=OuterRef("pk"), item__is_restricted=True)
        return KeyItemVersion.objects.filter(settled, ~Exists(secret))
    if actor.agency_id is None:
        return KeyItemVersion.objects.all()
    kind = own_kind(actor)
    if kind is None:
        return KeyItemVersion.objects.filter(settled)
    here = Q(key_item__region=actor.region_code)
    own = Exists(leads().filter(version=OuterRef("pk"), agency_kind=kind))
    return KeyItemVersion.objects.filter(settled | (here if kind.is_coordinator else here & own))


def visible_key_items(actor: Actor) -> QuerySet[KeyItem]:
    return KeyItem.objects.filter(pk__in=visible_versions(actor).values("key_item"))


def leads() -> QuerySet[Responsibility]:
    """Who leads at the level of the very place that made it a key item."""
    return Responsibility.objects.filter(role=ParticipationRole.LEAD, level=F("version__key_item__region__level"))


def can_propose(actor: Actor) -> Verdict:
    if not actor.has("key_items.edit"):
        return deny("您没有提出重点事项的权限。")
    return ALLOW if actor.agency_id else deny("提出重点事项须代表一个部门。")


def can_lead(actor: Actor, lead: str) -> Verdict:
    """A department proposes what it leads, the coordinator what any leads."""
    general = can_propose(actor)
    return _own(actor, actor.region_code, lead, "只能提出本部门牵头的重点事项。") if general else general


def can_edit(actor: Actor, version: KeyItemVersion) -> Verdict:
    general = can_propose(actor)
    if not general:
        return general
    return _own(actor, version.key_item.region_id, lead_of(version), "由牵头部门或者统筹部门办理。")


def can_review(actor: Actor, version: KeyItemVersion) -> Verdict:
    """A second person of the lead or of the coordinator, for what was proposed and for taking it off the list."""
    if not actor.has("key_items.review") or actor.agency_id is None:
        return deny("您没有审核重点事项的权限。")
    is_removal = version.state == VersionState.REMOVAL
    if actor.is_own_doing(version.removal_by if is_removal else version.created_by, needs="key_items.edit"):
        return deny("提出人不能审核自己提出的重点事项。" if not is_removal else "提出移出的人不能同意自己的意见。")
    return _own(actor, version.key_item.region_id, lead_of(version), "由牵头部门或者统筹部门审核。")


def can_act(actor: Actor, version: KeyItemVersion, act: str) -> Verdict:
    """`act` is a transition."""
    if not VERSION_WORKFLOW.allows(act, state=version.state):
        return deny("当前状态不能这样办理。")
    return can_review(actor, version) if act in _REVIEWED else can_edit(actor, version)


def lead_of(version: KeyItemVersion) -> str:
    """The kind that leads where it was made a key item; empty where none is named. Of a `ready` version, no query."""
    level = version.key_item.region.level
    found = (one for one in version.responsibilities.all() if one.level == level)
    return next((one.agency_kind_id for one in found if one.role == ParticipationRole.LEAD), "")


def _own(actor: Actor, region: str, lead: str, reason: str) -> Verdict:
    kind = own_kind(actor)
    if region != actor.region_code:
        return deny("这个重点事项由其他层级或者地方提出。")
    return ALLOW if kind is not None and (kind.is_coordinator or kind.pk == lead) else deny(reason)
