"""提出重点事项。"""

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import next_number
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Region
from tongjian.supervision.key_items.models import KeyItem, KeyItemVersion
from tongjian.supervision.key_items.operations._content import clean, next_version, own_lead, recorded, write
from tongjian.supervision.key_items.policies import can_lead, can_propose
from tongjian.supervision.key_items.queries import KeyItemContent, get_version


@transaction.atomic
def draft_key_item(*, actor: Actor, content: KeyItemContent) -> KeyItemVersion:
    """A new one in the actor's region, with its first draft. Its code is `ZDSX-<region>-<three digits>`."""
    require(can_propose(actor))
    region = Region.objects.get(pk=actor.region_code)
    content = clean(content, region)
    require(can_lead(actor, own_lead(content, region.level)))
    number = next_number(actor=actor, series=f"重点事项-{region.pk}")
    key_item = KeyItem.objects.create(code=f"ZDSX-{region.pk}-{number:03d}", region=region, created_at=timezone.now())
    version = next_version(key_item, None)
    version.created_by = actor.user_id
    write(version, content)
    version = get_version(actor, version.pk)
    record(actor, "key_item.drafted", key_item, **recorded(version))
    return version
