"""What belongs to one entity and is kept by hand: locked with it, and named as coming from the person."""

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotFound
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.kernel.words import required_words
from tongjian.supervision.registry import policies
from tongjian.supervision.registry.models import Entity
from tongjian.supervision.registry.operations._facts import Sources


def lock_keeper(actor: Actor, entity_id: UUID) -> Entity:
    """The entity, locked, for somebody who may keep its parts. One that was merged away keeps what it had."""
    entity = policies.visible_entities(actor).select_for_update(of=("self",)).filter(pk=entity_id).first()
    if entity is None:
        raise NotFound("entity_not_found", "没有这个监管对象，或者您无权查看。")
    require(policies.can_correct(actor))
    if entity.merged_into_id is not None:
        raise IllegalTransition("merged_already", "这个对象已并入其他对象，请在保留的那一户登记。")
    return entity


def required(text: str, *, field: str, missing: str, longest: int) -> str:
    """Without blanks around it. Raises RuleViolated when nothing is left or it is too long."""
    return required_words(text, f"{field}_missing", missing, field=field, longest=longest)


def name_source(actor: Actor, entity: Entity, parts: Collection[str]) -> None:
    """From now on an import that made the entity is not undone without a word: a person built upon it."""
    sources = Sources([entity.pk])
    sources.take(entity.pk, parts)
    sources.give(entity.pk, parts, at=timezone.now(), user_id=actor.user_id)
    sources.write()
