"""签发一次性链接。"""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import OneTimeLink
from tongjian.foundation.org.operations._people import lock_user
from tongjian.foundation.org.policies import can_manage_users
from tongjian.foundation.rulebook import queries as rulebook


@transaction.atomic
def issue_one_time_link(*, actor: Actor, user_id: UUID) -> str:
    """Returns the token, which is shown once and kept only as a hash. Earlier links of the user are void."""
    user = lock_user(actor, user_id)
    require(can_manage_users(actor))
    if not user.is_active:
        raise RuleViolated("user_inactive", "这个用户已停用。")
    token, now = secrets.token_urlsafe(32), timezone.now()
    user.links.filter(used_at=None).update(used_at=now)
    link = OneTimeLink.objects.create(
        user=user,
        token_sha256=hashlib.sha256(token.encode()).hexdigest(),
        expires_at=now + timedelta(hours=rulebook.number("login.link_validity")),
    )
    record(actor, "user.link_issued", user, expires_at=link.expires_at.isoformat())
    return token
