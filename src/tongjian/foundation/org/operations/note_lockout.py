"""记录登录锁定。"""

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import User


@transaction.atomic
def note_lockout(*, actor: Actor, username: str) -> None:
    """Repeated failure locked the sign-in of an account. A name nobody has leaves no entry: it may be a mistyped
    password."""
    user = User.objects.filter(username=username).first()
    if user is not None:
        record(actor, "user.locked_out", user)
