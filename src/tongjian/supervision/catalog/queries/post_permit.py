"""证后监督检查 and the routine checks for which it stands (市场监管总局令第57号第17条)."""

from collections.abc import Iterable

from tongjian.supervision.catalog.models import ItemVersion

_POST, _ROUTINE = ".post", ".routine"


def stood_for_by(versions: Iterable[ItemVersion]) -> set[str]:
    """The kinds of 证后监督检查 that make these items superfluous in the same year."""
    return {
        version.post_permit.removesuffix(_ROUTINE) + _POST
        for version in versions
        if version.post_permit.endswith(_ROUTINE)
    }
