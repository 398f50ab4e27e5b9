"""Who may see and manage agencies and people."""

from uuid import UUID

from django.db.models import Q, QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.org.models import Agency, ApiKey, Delegation, Officer, Post, SignIn, User
from tongjian.pure.codes import is_within, significant


def visible_agencies(actor: Actor) -> QuerySet[Agency]:
    """Which agencies exist is public."""
    return Agency.objects.all()


def visible_users(actor: Actor) -> QuerySet[User]:
    """Operators see all users; everybody else sees the users of the own agency."""
    if actor.has("org.manage_users"):
        return User.objects.all()
    if actor.has("org.view") and actor.agency_id is not None:
        return User.objects.filter(posts__agency=actor.agency_id, posts__valid_until=None).distinct()
    return User.objects.none()


def visible_officers(actor: Actor) -> QuerySet[Officer]:
    """Officers of the own region and below; the operator and the host see all."""
    if actor.has("org.manage_users"):
        return Officer.objects.all()
    if actor.has("org.view") and actor.region_code:
        return Officer.objects.filter(agency__region__code__startswith=significant(actor.region_code))
    return Officer.objects.none()


def visible_api_keys(actor: Actor) -> QuerySet[ApiKey]:
    if actor.has("org.manage_agencies"):
        return ApiKey.objects.all()
    return ApiKey.objects.none()


def visible_sign_ins(actor: Actor) -> QuerySet[SignIn]:
    """One's own; operators see everybody's: when and where somebody signs in is nobody else's business."""
    if actor.has("org.manage_users"):
        return SignIn.objects.all()
    return SignIn.objects.filter(user=actor.user_id) if actor.user_id else SignIn.objects.none()


def can_end_sessions_of(actor: Actor, user_id: UUID) -> Verdict:
    if user_id == actor.user_id or actor.has("org.manage_users"):
        return ALLOW
    return deny("只能结束自己的登录会话。")


def can_manage_agencies(actor: Actor) -> Verdict:
    return ALLOW if actor.has("org.manage_agencies") else deny("您没有管理机关的权限。")


def can_manage_users(actor: Actor) -> Verdict:
    return ALLOW if actor.has("org.manage_users") else deny("您没有管理用户的权限。")


def can_manage_officers(actor: Actor) -> Verdict:
    """Of some agency at least; of which one says `can_manage_officers_of`."""
    return ALLOW if actor.has("org.manage_officers") else deny("您没有管理执法人员的权限。")


def can_manage_officers_of(actor: Actor, agency: Agency) -> Verdict:
    """The operator for every agency; a reviewer for the own agency only."""
    if not (verdict := can_manage_officers(actor)):
        return verdict
    if actor.has("org.manage_users") or agency.pk == actor.agency_id:
        return ALLOW
    return deny("只能管理本机关的执法人员。")


def covers_region(actor: Actor, region_code: str) -> bool:
    return bool(actor.region_code) and is_within(region_code, actor.region_code)


def entrusting_users(actor: Actor) -> QuerySet[User]:
    """Whose posts the actor may speak of: one's own, and for an operator everybody's."""
    if actor.has("org.manage_users"):
        return User.objects.all()
    return User.objects.filter(pk=actor.user_id) if actor.user_id else User.objects.none()


def visible_delegations(actor: Actor) -> QuerySet[Delegation]:
    """Those one gave or received; operators see all."""
    if actor.has("org.manage_users"):
        return Delegation.objects.all()
    if actor.user_id is None:
        return Delegation.objects.none()
    return Delegation.objects.filter(Q(post__user=actor.user_id) | Q(deputy=actor.user_id))


def can_entrust(actor: Actor, post: Post) -> Verdict:
    """The holder in person; an operator for somebody who fell ill. A deputy hands nothing on."""
    if actor.has("org.manage_users") or (post.user_id == actor.user_id and actor.on_behalf_of is None):
        return ALLOW
    return deny("代办由岗位的任职人本人委托；本人不能办理的，请联系运维员。")


def can_end_entrustment(actor: Actor, delegation: Delegation) -> Verdict:
    """The holder, the deputy, or an operator."""
    if actor.has("org.manage_users") or actor.user_id in (delegation.post.user_id, delegation.deputy_id):
        return ALLOW
    return deny("代办由委托人、代办人或者运维员结束。")
