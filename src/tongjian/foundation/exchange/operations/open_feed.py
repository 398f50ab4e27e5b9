"""设立交换目录。"""

import re
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.exchange import policies
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import Feed
from tongjian.foundation.exchange.operations._folders import path_of
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


@transaction.atomic
def open_feed(*, actor: Actor, dataset: str, folder: str) -> Feed:
    """The folder lies below the one of the actor's agency, so that nobody reads what another agency puts down."""
    require(policies.can_open_feed(actor, dataset))
    if not _NAME.fullmatch(folder):
        raise RuleViolated("folder_name", "目录名只用英文字母、数字、“-”和“_”，最多 40 个。")
    place: dict[str, Any] = {"agency_id": actor.agency_id, "folder": folder}
    if Feed.objects.filter(**place).exists():
        raise RuleViolated("folder_taken", "本机关已经有这个名称的交换目录。")
    feed = Feed.objects.create(
        dataset=Dataset(dataset),
        **place,
        created_by=actor.user_id,
        created_at=timezone.now(),
    )
    path_of(feed).mkdir(parents=True, exist_ok=True)
    record(actor, "exchange.feed_opened", feed, dataset=feed.dataset, folder=str(feed))
    return feed
