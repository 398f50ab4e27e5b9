"""启用、停用交换目录。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.exchange import policies
from tongjian.foundation.exchange.models import Feed
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def switch_feed(*, actor: Actor, feed_id: UUID, is_active: bool) -> Feed:
    """What was taken already is worked off; a folder that is switched off is not looked into."""
    seen = policies.visible_feeds(actor).filter(pk=feed_id).values("pk")
    feed = Feed.objects.select_for_update().filter(pk__in=seen).first()
    if feed is None:
        raise NotFound("feed_not_found", "没有这个交换目录，或者您无权查看。")
    require(policies.can_switch_feed(actor, feed))
    if feed.is_active != is_active:
        feed.is_active = is_active
        feed.save(update_fields=["is_active"])
        record(actor, "exchange.feed_switched", feed, is_active=is_active)
    return feed
