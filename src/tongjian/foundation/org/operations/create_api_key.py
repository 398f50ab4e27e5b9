"""创建接口密钥。"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import ApiKey
from tongjian.foundation.org.operations._people import find_agency
from tongjian.foundation.org.policies import can_manage_agencies
from tongjian.foundation.org.roles import API_SCOPES


@transaction.atomic
def create_api_key(
    *, actor: Actor, agency_id: UUID, name: str, scopes: Sequence[str], valid_until: datetime | None = None
) -> tuple[ApiKey, str]:
    """The key and its secret `tj_<prefix>_<secret>`, which is shown once and kept only as a hash."""
    agency = find_agency(agency_id)
    require(can_manage_agencies(actor))
    if not name.strip():
        raise RuleViolated("name_missing", "请填写密钥的用途。")
    if not scopes or set(scopes) - set(API_SCOPES):
        raise RuleViolated("scopes", "请从列表中选择至少一项权限。")
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        agency=agency,
        name=name.strip(),
        prefix=prefix,
        secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
        scopes=sorted(set(scopes)),
        valid_until=valid_until,
    )
    record(actor, "api_key.created", key, prefix=prefix, scopes=key.scopes)
    return key, f"tj_{prefix}_{secret}"
