"""登记登录会话。"""

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.org.models import SignIn, User


@transaction.atomic
def open_session(*, actor: Actor, session_key: str, agent: str, address: str | None) -> SignIn:
    """Lists the session one has just begun, so that one can end it from elsewhere. From where is kept here and never
    in the ledger; the ledger has the sign-in itself."""
    user = User.objects.filter(pk__in=filter(None, [actor.user_id])).first()
    if user is None:
        raise NotAllowed("not_allowed", "请先登录。")
    now = timezone.now()
    return SignIn.objects.create(
        user=user, session_key=session_key, agent=agent[:300], address=address, signed_in_at=now, seen_at=now
    )
