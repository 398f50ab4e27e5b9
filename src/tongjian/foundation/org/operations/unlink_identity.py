"""解除统一身份的绑定。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import LinkedIdentity
from tongjian.foundation.org.policies import can_end_sessions_of


@transaction.atomic
def unlink_identity(*, actor: Actor, user_id: UUID) -> int:
    """One's own, or anybody's for those who manage users. One's own only while a password lets one in without it."""
    identities = LinkedIdentity.objects.select_for_update(of=("self",)).select_related("user").filter(user=user_id)
    found = list(identities)
    require(can_end_sessions_of(actor, user_id))
    if not found:
        raise NotFound("identity_not_found", "没有绑定统一身份。")
    user = found[0].user
    if user.pk == actor.user_id and not user.has_usable_password():
        raise RuleViolated("no_password", "您的账号没有密码，解除后就不能登录了。请先向运维员要一次性链接设置密码。")
    LinkedIdentity.objects.filter(pk__in=[one.pk for one in found]).delete()
    record(actor, "user.identity_unlinked", user, count=len(found))
    return len(found)
