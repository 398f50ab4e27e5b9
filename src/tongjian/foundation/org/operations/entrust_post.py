"""请假期间委托代办。"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.events import PostEntrusted
from tongjian.foundation.org.models import Delegation, Post
from tongjian.foundation.org.policies import can_entrust, entrusting_users
from tongjian.foundation.org.queries import colleagues_of
from tongjian.foundation.rulebook.queries import value_of

PERSONAL_ROLES = frozenset({Role.INSPECTOR, Role.OPERATOR})
"""Checking is done by the officer whose certificate is shown; an operator can make another one."""


@transaction.atomic
def entrust_post(
    *, actor: Actor, post_id: UUID, deputy_id: UUID, valid_from: date, valid_until: date, reason: str
) -> Delegation:
    """A colleague of the same agency does the work of a post from a day until before another one; it ends by itself.

    Whatever the deputy does there is recorded as done on behalf of the holder, and counts as the holder's own wherever
    a second person is asked for. Raises NotFound, NotAllowed, RuleViolated, Conflict.
    """
    posts = Post.objects.select_related("agency", "user").select_for_update(of=("self",))
    post = posts.filter(pk=post_id, valid_until=None, user__in=entrusting_users(actor)).first()
    if post is None:
        raise NotFound("post_not_found", "没有这个岗位，或者已经离任。")
    require(can_entrust(actor, post))
    if post.role in PERSONAL_ROLES:
        raise RuleViolated("post_is_personal", f"{post.get_role_display()}的工作应当由本人办理，不能委托代办。")
    deputy = colleagues_of(post).filter(pk=deputy_id).first()
    if deputy is None:
        raise RuleViolated("not_a_colleague", "代办人应当是同一机关在任的其他人员。")
    if not reason.strip():
        raise RuleViolated("reason_missing", "请说明事由。")
    _require_days(valid_from, valid_until)
    if post.delegations.filter(valid_from__lt=valid_until, valid_until__gt=valid_from).exists():
        raise Conflict("already_entrusted", "这段时间这个岗位已经有代办人，请先结束原来的代办。")
    delegation = Delegation.objects.create(
        post=post, deputy=deputy, valid_from=valid_from, valid_until=valid_until, reason=reason.strip()
    )
    data = {"valid_from": valid_from.isoformat(), "valid_until": valid_until.isoformat(), "reason": reason.strip()}
    entry = record(actor, "post.entrusted", post, deputy_id=str(deputy.pk), **data)
    publish(entry, PostEntrusted(str(delegation.pk)))
    return delegation


def _require_days(valid_from: date, valid_until: date) -> None:
    if valid_from < timezone.localdate():
        raise RuleViolated("entrusted_too_late", "代办不能从过去的日期开始。")
    if valid_until <= valid_from:
        raise RuleViolated("entrusted_days", "代办的结束日期应当晚于开始日期。")
    longest = value_of("delegation.longest")
    if longest and longest.value and (valid_until - valid_from).days > int(longest.value):
        raise RuleViolated(
            "entrusted_too_long", f"代办一次最长 {longest.value} 天；时间更长的，请调整岗位任职。", longest.citation
        )
