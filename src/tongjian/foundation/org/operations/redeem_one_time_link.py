"""用一次性链接设置密码。"""

import hashlib

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import OneTimeLink, User
from tongjian.foundation.org.operations._passwords import set_password


@transaction.atomic
def redeem_one_time_link(*, actor: Actor, token: str, password: str) -> User:
    """Whoever holds the link sets the password, once. A link that is used, old or unknown is one and the same."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    links = OneTimeLink.objects.select_related("user").select_for_update(of=("self",))
    link = links.filter(token_sha256=digest, used_at=None, expires_at__gt=timezone.now(), user__is_active=True).first()
    if link is None:
        raise NotFound("link_not_valid", "链接无效、已使用或已过期，请联系运维员重新签发。")
    user = link.user
    set_password(user, password)
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    record(actor, "user.password_set", user, by_link=True)
    return user
