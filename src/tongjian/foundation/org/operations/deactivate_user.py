"""停用用户。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import User
from tongjian.foundation.org.operations._people import lock_user
from tongjian.foundation.org.operations._sessions import end_all
from tongjian.foundation.org.policies import can_manage_users


@transaction.atomic
def deactivate_user(*, actor: Actor, user_id: UUID, reason: str) -> User:
    """Signs in no more; open posts end today; open links are void."""
    user = lock_user(actor, user_id)
    require(can_manage_users(actor))
    if user.pk == actor.user_id:
        raise RuleViolated("own_account", "不能停用自己的账号。")
    if not reason.strip():
        raise RuleViolated("reason_missing", "请说明理由。")
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.posts.filter(valid_until=None).update(valid_until=timezone.localdate())
    end_all(user.sign_ins.all())
    user.links.filter(used_at=None).update(used_at=timezone.now())
    record(actor, "user.deactivated", user, reason=reason.strip())
    return user
