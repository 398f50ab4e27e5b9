"""Who stands above whom: line, block, and the superior two have in common."""

from collections.abc import Iterable

from django.db.models import QuerySet

from tongjian.foundation.org.models import (
    Agency,
)
from tongjian.foundation.org.queries._days import exists
from tongjian.foundation.rulebook.queries import region_chain
from tongjian.pure.codes import is_within, parent_of

GOVERNMENT = "RMZF"
"""The kind of a people's government: the block superior of the agencies of its region."""


def government_of(region_code: str) -> Agency | None:
    return _governments_of([region_code]).first()


def line_superior(agency: Agency) -> Agency | None:
    """业务上级: the same kind of department one level up."""
    return agency.line_superior


def block_superior(agency: Agency) -> Agency | None:
    """同级政府; for a government itself the one a level up."""
    if agency.kind_id != GOVERNMENT:
        return government_of(agency.region_id)
    above = parent_of(agency.region_id)
    return government_of(above) if above else None


def common_superior(first: Agency, second: Agency) -> Agency | None:
    """共同上一级 (行政处罚法 第25条): within one line the nearest superior both have there; otherwise the government
    of the smallest region that holds both and has one on record. Never one of the two; None where there is none."""
    line = {agency.pk for agency in _line_above(first)}
    for candidate in _line_above(second):
        if candidate.pk in line:
            return candidate
    regions = [code for code in region_chain(first.region_id) if is_within(second.region_id, code)]
    governments = {government.region_id: government for government in _governments_of(regions)}
    found = (governments[code] for code in regions if code in governments)
    return next((government for government in found if government not in (first, second)), None)


def _governments_of(region_codes: Iterable[str]) -> QuerySet[Agency]:
    return Agency.objects.filter(exists(None), kind=GOVERNMENT, region__in=list(region_codes))


def _line_above(agency: Agency) -> list[Agency]:
    above: list[Agency] = []
    superior = agency.line_superior
    while superior is not None and len(above) < 10:
        above.append(superior)
        superior = superior.line_superior
    return above
