"""The first beats of everything one does to a webhook."""

from uuid import UUID

from tongjian.foundation.casework.models import Webhook
from tongjian.foundation.casework.policies import visible_webhooks
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotFound
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.policies import can_manage_agencies


def lock_webhook(actor: Actor, webhook_id: UUID) -> Webhook:
    """Locked, with its agency; raises NotFound, NotAllowed, or IllegalTransition when it has ended."""
    rows = visible_webhooks(actor).select_for_update(of=("self",)).select_related("agency")
    webhook = rows.filter(pk=webhook_id).first()
    if webhook is None:
        raise NotFound("webhook_not_found", "没有这项推送。")
    require(can_manage_agencies(actor))
    if webhook.ended_at is not None:
        raise IllegalTransition("webhook_ended", "这项推送已经停用；需要的，请另行开通。")
    return webhook
