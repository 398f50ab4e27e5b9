"""会话仍在使用。"""

from uuid import UUID

from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.models import SignIn


def touch_session(*, actor: Actor, sign_in_id: UUID) -> None:
    """One's own session was used just now. Nothing for the ledger."""
    SignIn.objects.filter(pk=sign_in_id, user=actor.user_id, ended_at=None).update(seen_at=timezone.now())
