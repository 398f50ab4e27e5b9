"""启用一个地区：一次设立所选的部门。"""

from collections.abc import Sequence

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.models import Agency, Region
from tongjian.foundation.org.operations.establish_agency import establish_agency
from tongjian.foundation.org.operations.publish_enforcement_status import publish_enforcement_status
from tongjian.foundation.org.policies import can_manage_agencies
from tongjian.foundation.org.queries import published_enforcers


@transaction.atomic
def set_up_region(*, actor: Actor, region_code: str, kind_codes: Sequence[str], basis: str = "") -> list[Agency]:
    """Establishes the departments of these kinds in a region, all or none; those that are there stay as they are.

    With a `basis` (number of the notice, 晋政办发〔2025〕9号 第1–2条) the enforcers among them are published as
    enforcement subjects, so that they may check (V01). Returns all of them.
    """
    require(can_manage_agencies(actor))
    if not kind_codes:
        raise RuleViolated("nothing_chosen", "请至少选择一个部门。")
    # Two operators who set up the same region wait for each other here.
    if Region.objects.select_for_update().filter(pk=region_code, valid_until=None).first() is None:
        raise RuleViolated("agency_place", "没有这个区划，或者区划已撤销。")
    agencies = [
        establish_agency(actor=actor, kind_code=code, region_code=region_code) for code in dict.fromkeys(kind_codes)
    ]
    if basis.strip():
        published = published_enforcers(agency.pk for agency in agencies)
        for agency in agencies:
            if agency.kind.is_enforcer and not agency.kind.is_deliberative and agency.pk not in published:
                publish_enforcement_status(actor=actor, agency_id=agency.pk, basis=basis)
    return agencies
