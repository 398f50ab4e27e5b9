"""重置动态口令。"""

from uuid import UUID

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import User
from tongjian.foundation.org.operations._people import lock_user
from tongjian.foundation.org.policies import can_manage_users


@transaction.atomic
def reset_totp(*, actor: Actor, user_id: UUID, reason: str) -> User:
    """For a lost phone: the person signs in with the password and enrols anew."""
    user = lock_user(actor, user_id)
    require(can_manage_users(actor))
    if not reason.strip():
        raise RuleViolated("reason_missing", "请说明理由。")
    TOTPDevice.objects.filter(user=user).delete()
    record(actor, "user.totp_reset", user, reason=reason.strip())
    return user
