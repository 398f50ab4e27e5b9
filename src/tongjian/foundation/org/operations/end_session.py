"""结束一个登录会话。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import SignIn
from tongjian.foundation.org.operations._sessions import end_all
from tongjian.foundation.org.policies import visible_sign_ins


@transaction.atomic
def end_session(*, actor: Actor, sign_in_id: UUID) -> SignIn:
    """One's own, or anybody's for those who manage users: the device is asked to sign in again at its next request."""
    sign_in = visible_sign_ins(actor).select_for_update(of=("self",)).filter(pk=sign_in_id, ended_at=None).first()
    if sign_in is None:
        raise NotFound("session_not_found", "没有这个会话，或者已经结束。")
    end_all(SignIn.objects.filter(pk=sign_in.pk))
    record(actor, "user.sessions_ended", sign_in.user, count=1)
    return sign_in
