"""绑定统一身份。"""

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, RuleViolated
from tongjian.foundation.org.models import LinkedIdentity, User
from tongjian.foundation.org.operations._identities import link


@transaction.atomic
def link_identity(*, actor: Actor, issuer: str, subject: str) -> LinkedIdentity:
    """The provider has just said that whoever is signed in here is `subject` there: from now on that signs in too.

    Raises RuleViolated when either side is linked to somebody else already.
    """
    user = User.objects.select_for_update().filter(pk__in=filter(None, [actor.user_id])).first()
    if user is None:
        raise NotAllowed("not_allowed", "请先登录。")
    known = LinkedIdentity.objects.filter(issuer=issuer, subject=subject).first()
    if known is not None and known.user_id != user.pk:
        raise RuleViolated("identity_taken", "这个统一身份已经绑定另一个账号，请联系运维员。")
    if known is None and user.identities.filter(issuer=issuer).exists():
        raise RuleViolated("identity_linked", "您的账号已经绑定了另一个统一身份，请先解除。")
    return known or link(actor, user, issuer=issuer, subject=subject)
