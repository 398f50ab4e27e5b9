from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.models import Agency
from tongjian.pure.codes import significant
from tongjian.supervision.planning.choices import PoolKind
from tongjian.supervision.planning.models import ObjectPool, PoolRule
from tongjian.supervision.registry.models import Entity
from tongjian.supervision.registry.queries import clean_scope

LONGEST_REASON = 300
_PIECE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolContent:
    """A pool's title and kind, and the scope by which it takes in entities: None when it is filled by hand alone."""

    title: str
    kind: PoolKind
    scope: Mapping[str, Sequence[str]] | None


def apply_pool_content(pool: ObjectPool, content: PoolContent, agency: Agency) -> dict[str, list[str]] | None:
    """Puts title and kind on the unsaved pool and returns the checked scope. Raises RuleViolated."""
    if not content.title.strip():
        raise RuleViolated("pool_title_missing", "请填写名录库名称。", field="title")
    same = ObjectPool.objects.filter(agency=agency, title=content.title.strip()).exclude(pk=pool.pk)
    if same.exists():
        raise RuleViolated("pool_title_taken", "本部门已有同名的名录库。", field="title")
    pool.title, pool.kind = content.title.strip(), content.kind
    return None if content.scope is None else clean_scope(content.scope, agency.region_id)


def recorded_pool(pool: ObjectPool, rule: PoolRule | None) -> dict[str, object]:
    """The whitelisted fields of a pool's entry."""
    return {
        "code": pool.code,
        "agency": pool.agency.code,
        "title": pool.title,
        "kind": pool.kind,
        "scope": rule.scope if rule else {},
        "by_hand_only": rule is None,
    }


def required_reason(reason: str) -> str:
    """Without blanks at its ends. Raises RuleViolated when nothing is left, or too much."""
    reason = reason.strip()
    if not reason:
        raise RuleViolated("reason_missing", "手工变动名录库应当说明理由。", field="reason")
    if len(reason) > LONGEST_REASON:
        raise RuleViolated("reason_too_long", f"理由不超过 {LONGEST_REASON} 字。", field="reason")
    return reason


def entities_to_mark(pool: ObjectPool, entity_ids: Iterable[UUID]) -> list[UUID]:
    """Each once, as the row that was kept. Refused when one is unknown or outside the agency's region."""
    wanted = list(dict.fromkeys(entity_ids))
    if not wanted:
        raise RuleViolated("entities_missing", "请至少选择一个监管对象。")
    inside = significant(pool.agency.region_id)
    kept: dict[UUID, None] = {}
    found = 0
    for start in range(0, len(wanted), _PIECE):
        rows = Entity.objects.filter(pk__in=wanted[start : start + _PIECE], region__code__startswith=inside)
        for pk, root in rows.values_list("pk", "merged_into_id"):
            kept[root or pk] = None
            found += 1
    if found != len(wanted):
        raise RuleViolated("entity_not_found", "所选监管对象中有不存在的，或者不在本部门辖区内。")
    return list(kept)
