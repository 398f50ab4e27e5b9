"""Many acts at once: each is checked on its own, and what is refused does not stop the rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.errors import DomainError, RuleViolated
from tongjian.supervision.catalog.models import ItemVersion

MOST = 500


@dataclass(frozen=True, slots=True)
class Refused:
    """One that was not done. `title` is empty when it cannot be seen."""

    version_id: UUID
    title: str
    refusal: DomainError


@dataclass(frozen=True, slots=True)
class BulkReport:
    done: tuple[ItemVersion, ...]
    refused: tuple[Refused, ...]


def each(version_ids: Sequence[UUID], act: Callable[[UUID], ItemVersion]) -> BulkReport:
    """Raises RuleViolated when nothing or more than 500 are asked for."""
    wanted = list(dict.fromkeys(version_ids))
    if not wanted:
        raise RuleViolated("nothing_chosen", "请至少选择一个事项版本。")
    if len(wanted) > MOST:
        raise RuleViolated("too_many_chosen", f"一次最多处理 {MOST} 个，请分几次。")
    done, refused = [], []
    for version_id in wanted:
        try:
            with transaction.atomic():
                done.append(act(version_id))
        except DomainError as refusal:
            refused.append((version_id, refusal))
    return BulkReport(tuple(done), _named(refused))


def _named(refused: Sequence[tuple[UUID, DomainError]]) -> tuple[Refused, ...]:
    """Named only where the refusal itself admits that the version is there."""
    seen = [version_id for version_id, refusal in refused if refusal.status != 404]
    versions = ItemVersion.objects.select_related("item").in_bulk(seen)
    titles = {pk: f"{version.item.code} {version.item.title}" for pk, version in versions.items()}
    return tuple(Refused(pk, titles.get(pk, ""), refusal) for pk, refusal in refused)
