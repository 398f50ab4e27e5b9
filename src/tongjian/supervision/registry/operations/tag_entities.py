"""给监管对象打标签。"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.models import Entity, Tag, Tagging
from tongjian.supervision.registry.operations._parts import required

MOST = 200


@transaction.atomic
def tag_entities(*, actor: Actor, entity_ids: Collection[UUID], name: str, is_shared: bool = False) -> list[Tagging]:
    """All of them carry the tag of the actor's agency from now on, or none; those that carry it already stay as they
    are. A new name makes a new tag, and who sees a tag is said once, when it is made. Returns what is new."""
    entities = _lock(actor, set(entity_ids))
    require(policies.can_tag(actor))
    assert actor.agency_id is not None
    if any(one.merged_into_id for one in entities):
        raise IllegalTransition("merged_already", "所选对象中有已并入其他对象的，请选保留的那一户。")
    word = required(name, field="name", missing="请填写标签。", longest=20)
    tag, _ = Tag.objects.get_or_create(agency_id=actor.agency_id, name=word, defaults={"is_shared": is_shared})
    if tag.is_shared != is_shared:
        seen = "其他部门可见" if tag.is_shared else "仅本部门可见"
        raise RuleViolated(
            "tag_seen_otherwise", f"标签“{word}”已有，是{seen}的，请按此选择或换一个名称。", field="name"
        )
    carried = set(
        Tagging.objects.filter(tag=tag, entity__in=entities, removed_at=None).values_list("entity_id", flat=True)
    )
    now = timezone.now()
    new = [
        Tagging(entity=one, tag=tag, tagged_by=actor.user_id, tagged_at=now)
        for one in entities
        if one.pk not in carried
    ]
    Tagging.objects.bulk_create(new)
    for tagging in new:
        record(actor, "registry.entity_tagged", tagging.entity, tag_id=str(tag.pk))
    return new


def _lock(actor: Actor, entity_ids: set[UUID]) -> list[Entity]:
    if not entity_ids:
        raise RuleViolated("nothing_chosen", "请至少选一个监管对象。")
    if len(entity_ids) > MOST:
        raise RuleViolated("too_many", f"一次最多 {MOST} 个监管对象。")
    seen = policies.visible_entities(actor).filter(pk__in=entity_ids)
    entities = list(seen.select_for_update(of=("self",)).order_by("pk"))
    if len(entities) < len(entity_ids):
        raise NotFound("entity_not_found", "没有这个监管对象，或者您无权查看。")
    return entities
