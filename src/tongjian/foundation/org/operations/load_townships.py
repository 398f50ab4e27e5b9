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


@transaction.atomic
def load_townships(*, actor: Actor, rows: Iterable[Mapping[str, str]]) -> int:
    """Rows of `code` (nine digits) and `name`; the county is the first six. Returns how many are new.

    Raises RuleViolated for a code that has no county here, naming it; then nothing is added.
    """
    require(can_manage_agencies(actor))
    known = set(Region.objects.values_list("code", flat=True))
    added: dict[str, Region] = {}
    for row in rows:
        code, name = row["code"].strip(), row["name"].strip()
        if len(code) != _DIGITS or not code.isdigit() or code[:6] not in known or not name:
            raise RuleViolated("township_code", f"乡镇代码“{code}”应当是 9 位数字，并属于已有的县（市、区）。")
        if code not in known:
            added[code] = Region(code=code, name=name, level=RegionLevel.TOWNSHIP, parent_id=code[:6])
    Region.objects.bulk_create(added.values(), batch_size=500)
    if added:
        record(actor, "org.townships_loaded", Region.objects.get(pk="140000"), added=len(added))
    return len(added)
