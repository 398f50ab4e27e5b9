"""吊销接口密钥。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import ApiKey
from tongjian.foundation.org.policies import can_manage_agencies, visible_api_keys


@transaction.atomic
def revoke_api_key(*, actor: Actor, key_id: UUID) -> ApiKey:
    """At once and for good."""
    key = visible_api_keys(actor).select_for_update().filter(pk=key_id, revoked_at=None).first()
    if key is None:
        raise NotFound("api_key_not_found", "没有这个密钥，或者已经吊销。")
    require(can_manage_agencies(actor))
    key.revoked_at = timezone.now()
    key.save(update_fields=["revoked_at"])
    record(actor, "api_key.revoked", key, prefix=key.prefix)
    return key
