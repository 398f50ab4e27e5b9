"""Scopes: over whom something is, as lists of words; the shape that demands and lines of plans share."""

from collections.abc import Mapping, Sequence

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.pure.codes import significant
from tongjian.supervision.registry.choices import EntityKind

SCOPE_KEYS = ("regions", "kinds", "industries", "words")


def clean_scope(scope: Mapping[str, Sequence[str]], region_code: str) -> dict[str, list[str]]:
    """Sorted lists without repeats; regions inside the agency's own, known kinds only. Raises RuleViolated."""
    if unknown := set(scope) - set(SCOPE_KEYS):
        raise RuleViolated("scope_unknown", f"对象范围不能按“{'、'.join(sorted(unknown))}”筛选。")
    cleaned = {key: sorted({word.strip() for word in scope.get(key, ()) if word.strip()}) for key in SCOPE_KEYS}
    inside = significant(region_code)
    if outside := [code for code in cleaned["regions"] if not code.startswith(inside)]:
        raise RuleViolated("scope_outside", f"区划 {'、'.join(outside)} 不在本部门辖区内。")
    if strange := [kind for kind in cleaned["kinds"] if kind not in EntityKind.values]:
        raise RuleViolated("scope_unknown", f"没有“{'、'.join(strange)}”这类监管对象。")
    return cleaned
