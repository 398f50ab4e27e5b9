"""用接口密钥。"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.validity import lasting
from tongjian.foundation.org.models import ApiKey
from tongjian.foundation.org.roles import API_SCOPES

_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Another system, acting for the agency of its key within the key's scopes."""

    actor: Actor
    scopes: frozenset[str]


@transaction.atomic
def use_api_key(*, actor: Actor, presented: str) -> KeyHolder | None:
    """Who presents `tj_<prefix>_<secret>`; None for a key that is unknown, wrong, revoked or lapsed.

    The last use is noted every few minutes only, so that reading stays reading.
    """
    _, _, rest = presented.partition("tj_")
    prefix, _, secret = rest.partition("_")
    now = timezone.now()
    keys = ApiKey.objects.select_related("agency", "agency__region").filter(
        lasting(now), prefix=prefix, revoked_at=None
    )
    key = keys.first()
    digest = hashlib.sha256(secret.encode()).hexdigest()
    if key is None or not hmac.compare_digest(digest, key.secret_sha256):
        return None
    if key.last_used_at is None or now - key.last_used_at > _NOTED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    permissions = frozenset[str]().union(*(API_SCOPES.get(scope, frozenset()) for scope in key.scopes))
    holder = Actor(
        name=f"接口 {key.name}",
        via=actor.via,
        agency_id=key.agency_id,
        agency_name=key.agency.name,
        region_code=key.agency.region_id,
        region_name=key.agency.region.name,
        permissions=permissions,
    )
    return KeyHolder(holder, frozenset(key.scopes))
