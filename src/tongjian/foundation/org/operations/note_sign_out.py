"""记录退出。"""

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import User


@transaction.atomic
def note_sign_out(*, actor: Actor) -> None:
    user = User.objects.filter(pk__in=filter(None, [actor.user_id])).first()
    if user is not None:
        record(actor, "user.signed_out", user)
