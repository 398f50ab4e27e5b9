"""How a person here and a subject at a provider become one."""

from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import LinkedIdentity, User


def link(actor: Actor, user: User, *, issuer: str, subject: str) -> LinkedIdentity:
    identity = LinkedIdentity.objects.create(user=user, issuer=issuer, subject=subject, linked_at=timezone.now())
    record(actor, "user.identity_linked", user, issuer=issuer)
    return identity
