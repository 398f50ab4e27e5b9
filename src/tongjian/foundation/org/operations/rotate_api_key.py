"""更换接口密钥。"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import ApiKey
from tongjian.foundation.org.operations.create_api_key import create_api_key
from tongjian.foundation.org.policies import can_manage_agencies, visible_api_keys


@transaction.atomic
def rotate_api_key(*, actor: Actor, key_id: UUID, overlap: timedelta) -> tuple[ApiKey, str]:
    """Another key with the same name, scopes and length of validity; the old one works on for `overlap`, so that the
    other system need not stop. Returns the new key and its secret."""
    old = visible_api_keys(actor).select_for_update(of=("self",)).filter(pk=key_id, revoked_at=None).first()
    if old is None:
        raise NotFound("api_key_not_found", "没有这个密钥，或者已经吊销。")
    require(can_manage_agencies(actor))
    now = timezone.now()
    valid_until = now + (old.valid_until - old.created_at) if old.valid_until else None
    new, secret = create_api_key(
        actor=actor, agency_id=old.agency_id, name=old.name, scopes=old.scopes, valid_until=valid_until
    )
    old.valid_until = min(now + overlap, old.valid_until or now + overlap)
    old.save(update_fields=["valid_until"])
    record(actor, "api_key.replaced", old, prefix=old.prefix, by=new.prefix)
    return new, secret
