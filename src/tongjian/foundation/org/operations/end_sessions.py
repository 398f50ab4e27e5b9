"""结束一个人的登录会话。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import SignIn, User
from tongjian.foundation.org.operations._sessions import end_all
from tongjian.foundation.org.policies import can_end_sessions_of, visible_users


@transaction.atomic
def end_sessions(*, actor: Actor, user_id: UUID, but: UUID | None = None) -> int:
    """All of them, but for one (the one that is used right now); returns how many were ended."""
    either = User.objects.filter(pk=user_id) if user_id == actor.user_id else visible_users(actor).filter(pk=user_id)
    user = User.objects.select_for_update().filter(pk__in=either.values("pk")).first()
    if user is None or not can_end_sessions_of(actor, user_id):
        raise NotFound("user_not_found", "没有这个用户，或者您无权结束其会话。")
    ended = end_all(SignIn.objects.filter(user=user).exclude(pk__in=filter(None, [but])))
    if ended:
        record(actor, "user.sessions_ended", user, count=ended)
    return ended
