"""开通消息推送。"""

import base64
import secrets
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.models import Webhook
from tongjian.foundation.casework.operations._webhook import SECRET_BYTES, check_address, where
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.policies import can_manage_agencies, visible_agencies


@transaction.atomic
def create_webhook(*, actor: Actor, agency_id: UUID, name: str, url: str) -> tuple[Webhook, str]:
    """From now on what the agency is told goes to `url` as well. The secret `whsec_…` is shown once."""
    agency = visible_agencies(actor).filter(pk=agency_id).first()
    if agency is None:
        raise NotFound("agency_not_found", "没有这个机关。")
    require(can_manage_agencies(actor))
    if not name.strip():
        raise RuleViolated("name_missing", "请填写用途，例如“办公系统待办”。")
    where(check_address(url.strip()))
    now = timezone.now()
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
    webhook = Webhook.objects.create(
        agency=agency, name=name.strip(), url=url.strip(), secret=secret, created_at=now, due_at=now
    )
    record(actor, "webhook.created", webhook, agency_id=str(agency.pk), url=webhook.url)
    return webhook, secret
