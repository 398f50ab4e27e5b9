"""记录退出。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import SignIn, User


@transaction.atomic
def note_sign_out(*, actor: Actor, sign_in_id: UUID | None = None) -> None:
    user = User.objects.filter(pk__in=filter(None, [actor.user_id])).first()
    if user is not None:
        own = SignIn.objects.filter(pk__in=filter(None, [sign_in_id]), user=user, ended_at=None)
        own.update(ended_at=timezone.now(), session_key="")
        record(actor, "user.signed_out", user)
