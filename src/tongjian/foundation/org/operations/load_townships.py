"""载入乡镇、街道（可选）。"""

from collections.abc import Iterable, Mapping

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Region
from tongjian.foundation.org.policies import can_manage_agencies

_DIGITS = 9
_NO_VILLAGE = "000"  # ends the twelve digits by which statisticians write a township


@transaction.atomic
def load_townships(*, actor: Actor, rows: Iterable[Mapping[str, str]]) -> int:
    """Rows of `code` (nine digits, or twelve that end with 000) and `name`; the county is the first six.

    Returns how many are new. Raises RuleViolated for a code that has no county here, naming it; then nothing is added.
    """
    require(can_manage_agencies(actor))
    levels = dict(Region.objects.values_list("code", "level"))
    added: dict[str, Region] = {}
    for row in rows:
        given, name = row["code"].strip(), row["name"].strip()
        code = given.removesuffix(_NO_VILLAGE) if len(given) == _DIGITS + len(_NO_VILLAGE) else given
        if not _is_township(code) or levels.get(code[:6]) != RegionLevel.COUNTY:
            raise RuleViolated("township_code", f"乡镇代码“{given}”应当是 9 位数字，并属于已有的县（市、区）。")
        if not name:
            raise RuleViolated("township_name", f"乡镇代码“{given}”没有名称。")
        if code not in levels:
            added[code] = Region(code=code, name=name, level=RegionLevel.TOWNSHIP, parent_id=code[:6])
    Region.objects.bulk_create(added.values(), batch_size=500)
    if added:
        record(actor, "org.townships_loaded", Region.objects.get(pk="140000"), added=len(added))
    return len(added)


def _is_township(code: str) -> bool:
    return len(code) == _DIGITS and code.isascii() and code.isdigit()
