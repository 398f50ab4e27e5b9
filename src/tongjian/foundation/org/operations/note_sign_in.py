"""记录登录。"""

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import User


@transaction.atomic
def note_sign_in(*, actor: Actor, user: User, second_factor: bool) -> None:
    """Who signed in, and whether with a second factor. Never from where or with what."""
    record(actor, "user.signed_in", user, second_factor=second_factor)
