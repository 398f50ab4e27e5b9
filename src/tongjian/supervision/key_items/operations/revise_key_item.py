"""修改重点事项。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.key_items.choices import VersionState
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.operations._content import clean, next_version, own_lead, recorded, write
from tongjian.supervision.key_items.operations._lock import lock_key_item
from tongjian.supervision.key_items.policies import can_edit, can_lead
from tongjian.supervision.key_items.queries import KeyItemContent, content_of, get_version, ready


@transaction.atomic
def revise_key_item(*, actor: Actor, key_item_id: UUID, content: KeyItemContent) -> KeyItemVersion:
    """The open draft takes the new content; of what was published or removed a next version is begun, which is scored
    anew."""
    key_item = lock_key_item(actor, key_item_id)
    newest = ready(KeyItemVersion.objects.filter(key_item=key_item)).order_by("-number").first()
    if newest is None:
        raise NotFound("key_item_not_found", "没有这个重点事项，或者您无权查看。")
    require(can_edit(actor, newest))
    content = clean(content, key_item.region)
    require(can_lead(actor, own_lead(content, key_item.region.level)))
    if newest.state in (VersionState.REVIEW, VersionState.REMOVAL):
        raise Conflict("key_item_in_review", "这个重点事项正在审核，审核结束后才能再修改。")
    if newest.state == VersionState.PUBLISHED and content == content_of(newest):
        raise RuleViolated("nothing_changed", "内容与已公布的版本相同，不需要新的版本。")
    version = newest if newest.state == VersionState.DRAFT else next_version(key_item, newest)
    version.created_by = actor.user_id
    write(version, content)
    version = get_version(actor, version.pk)
    record(actor, "key_item.drafted", key_item, **recorded(version))
    return version
