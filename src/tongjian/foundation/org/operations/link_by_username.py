"""按用户名绑定统一身份。"""

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.models import LinkedIdentity, User
from tongjian.foundation.org.operations._identities import link


@transaction.atomic
def link_by_username(*, actor: Actor, issuer: str, subject: str, username: str) -> LinkedIdentity | None:
    """For an installation that trusts the provider's name for a person: the account with that name, linked to the
    subject the first time. None when there is none, or when it is linked to another subject."""
    users = User.objects.select_for_update().filter(username=username.strip().lower(), is_active=True)
    user = users.first()
    if user is None or user.identities.filter(issuer=issuer).exists():
        return None
    return link(actor, user, issuer=issuer, subject=subject)
