"""记录登录。"""

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import User


@transaction.atomic
def note_sign_in(*, actor: Actor, user: User, by_provider: bool = False) -> None:
    """Who signed in by password alone, or by what a provider said; with a second factor it is `pass_second_step`.
    Never from where."""
    record(actor, "user.signed_in", user, second_factor=False, by_provider=by_provider)
