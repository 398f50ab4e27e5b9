"""载入乡镇、街道（可选）。"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Region
from tongjian.foundation.org.policies import can_manage_agencies

_DIGITS = 9
_LONGEST_NAME = 60
_NOT_A_TOWNSHIP = "第 {row} 行：乡镇代码“{code}”应当是 9 位数字（或末尾是 000 的 12 位），并属于现有的县（市、区）。"
_NO_VILLAGE = "000"  # ends the twelve digits by which statisticians write a township


class TownshipRow(NamedTuple):
    """`code` has nine digits, or twelve that end with 000, the county being the first six; `row` is where it stands
    in its file."""

    row: int
    code: str
    name: str


@transaction.atomic
def load_townships(*, actor: Actor, rows: Iterable[TownshipRow]) -> int:
    """Returns how many are new. Raises RuleViolated for a code without a county of today, or a name that is empty or
    too long, saying in which row; then nothing is added."""
    require(can_manage_agencies(actor))
    known = set(Region.objects.values_list("code", flat=True))
    counties = set(Region.objects.filter(level=RegionLevel.COUNTY, valid_until=None).values_list("code", flat=True))
    added: dict[str, Region] = {}
    for row, given, name in rows:
        code = given.removesuffix(_NO_VILLAGE) if len(given) == _DIGITS + len(_NO_VILLAGE) else given
        if not _is_township(code) or code[:6] not in counties:
            raise RuleViolated("township_code", _NOT_A_TOWNSHIP.format(row=row, code=given))
        if not 0 < len(name) <= _LONGEST_NAME:
            raise RuleViolated("township_name", f"第 {row} 行：乡镇（街道）的名称应为 1 至 {_LONGEST_NAME} 个字。")
        if code not in known:
            added[code] = Region(code=code, name=name, level=RegionLevel.TOWNSHIP, parent_id=code[:6])
    Region.objects.bulk_create(added.values(), batch_size=500)
    if added:
        record(actor, "org.townships_loaded", Region.objects.get(pk="140000"), added=len(added))
    return len(added)


def _is_township(code: str) -> bool:
    return len(code) == _DIGITS and code.isascii() and code.isdigit()
