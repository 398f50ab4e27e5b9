"""Every change of a key item starts here, so that two never work on the same one."""

from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.supervision.key_items.models import KeyItem, KeyItemVersion
from tongjian.supervision.key_items.policies import visible_key_items, visible_versions
from tongjian.supervision.key_items.queries import get_version


def lock_key_item(actor: Actor, key_item_id: UUID) -> KeyItem:
    seen = visible_key_items(actor).filter(pk=key_item_id).values("pk")
    rows = KeyItem.objects.select_related("region").select_for_update(of=("self",))
    key_item = rows.filter(pk__in=seen).first()
    if key_item is None:
        raise NotFound("key_item_not_found", "没有这个重点事项，或者您无权查看。")
    return key_item


def lock_version(actor: Actor, version_id: UUID) -> KeyItemVersion:
    """The version as it is once its key item is locked."""
    known = visible_versions(actor).filter(pk=version_id).values_list("key_item", flat=True).first()
    if known is not None:
        lock_key_item(actor, known)
    return get_version(actor, version_id)
