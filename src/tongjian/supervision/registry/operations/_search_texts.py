"""Search texts of some entities, set by set."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from tongjian.foundation.exchange.writing import insert_rows
from tongjian.supervision.registry.choices import IdentifierKind
from tongjian.supervision.registry.finding import add_grams, searchable
from tongjian.supervision.registry.models import Entity, FormerName, Identifier, Outdated, SearchText


def write_texts(entity_ids: Sequence[UUID]) -> None:
    """Texts of these entities as they are now. One that was merged is found by way of the one that was kept."""
    merged = Entity.objects.filter(pk__in=entity_ids, merged_into__isnull=False)
    kept = [pk for pk in merged.values_list("merged_into", flat=True) if pk is not None]
    ids = list({*entity_ids, *kept})
    SearchText.objects.filter(entity__in=ids).delete()
    names, numbers = _names_and_numbers(list(ids))
    rows = [SearchText(entity_id=pk, text=searchable(names[pk], numbers.get(pk, ()))) for pk in names]
    insert_rows(rows)
    written = SearchText.objects.filter(entity__in=list(names)).values_list("id", "text")
    add_grams(written.iterator())


def bring_up_to_date(entity_ids: Sequence[UUID]) -> None:
    """After a single change, in its transaction."""
    write_texts(entity_ids)
    Outdated.objects.filter(entity_id__in=entity_ids).delete()


def _names_and_numbers(ids: Sequence[UUID]) -> tuple[dict[UUID, list[str]], dict[UUID, list[str]]]:
    """Of each entity that is kept: its own, and those of the rows merged into it."""
    kept = Entity.objects.filter(pk__in=ids, merged_into=None).values_list("pk", "pk", "search_name", "uscc")
    merged = Entity.objects.filter(merged_into__in=ids).values_list("pk", "merged_into", "search_name", "uscc")
    names: dict[UUID, list[str]] = {}
    numbers: dict[UUID, list[str]] = {}
    owner: dict[UUID, UUID] = {}
    for pk, kept_pk, name, uscc in [*kept, *merged]:
        winner = kept_pk or pk
        owner[pk] = winner
        names.setdefault(winner, []).append(name)
        numbers.setdefault(winner, []).append(uscc)
    _gather(names, owner, FormerName.objects.filter(entity__in=list(owner)).values_list("entity", "search_name"))
    borne = Identifier.objects.filter(entity__in=list(owner)).exclude(kind=IdentifierKind.PERSON)
    _gather(numbers, owner, borne.values_list("entity", "value"))
    return names, numbers


def _gather(into: dict[UUID, list[str]], owner: dict[UUID, UUID], rows: Iterable[tuple[UUID, str]]) -> None:
    for entity_id, value in rows:
        into.setdefault(owner[entity_id], []).append(value)
