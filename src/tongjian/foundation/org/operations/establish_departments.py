"""一次设立许多地方的部门。"""

import hashlib
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency, AgencyKind, Region
from tongjian.foundation.org.policies import can_manage_agencies
from tongjian.foundation.org.queries import DepartmentPlan, plan_departments, superior_codes


@transaction.atomic
def establish_departments(
    *, actor: Actor, within: str, kind_codes: Sequence[str], valid_from: date | None = None
) -> DepartmentPlan:
    """Every department of these kinds that the places of a region usually have and have not yet: what
    `plan_departments` shows, all or none, in a constant number of queries. One entry says how many and the digest of
    their codes, one a line. Nobody is published as an enforcement subject: each government confirms its own
    (晋政办发〔2025〕9号 第1–2条). Returns what was made.
    """
    require(can_manage_agencies(actor))
    # Two operators at once wait for each other here.
    region = Region.objects.select_for_update().filter(pk=within, valid_until=None).first()
    if region is None:
        raise RuleViolated("agency_place", "没有这个区划，或者区划已撤销。")
    wanted = set(kind_codes)
    if not wanted:
        raise RuleViolated("nothing_chosen", "请至少选择一个部门类别。")
    if unknown := wanted - set(AgencyKind.objects.filter(pk__in=wanted).values_list("pk", flat=True)):
        raise RuleViolated("kind_unknown", f"没有这些部门类别：{'、'.join(sorted(unknown))}。")
    plan = plan_departments(within, wanted)
    ids = dict(Agency.objects.filter(kind__in=wanted, valid_until=None).values_list("code", "pk"))
    starts = valid_from or timezone.localdate()
    agencies = []
    for row in plan.missing:
        superior = next((ids[code] for code in superior_codes(row) if code in ids), None)
        agency = Agency(
            code=row.code,
            kind=row.kind,
            region=row.region,
            name=row.name,
            line_superior_id=superior,
            valid_from=starts,
        )
        ids[row.code] = agency.pk
        agencies.append(agency)
    Agency.objects.bulk_create(agencies, batch_size=5000)
    if agencies:
        codes = "\n".join(sorted(agency.code for agency in agencies))
        digest = hashlib.sha256(codes.encode()).hexdigest()
        kinds = sorted({agency.kind_id for agency in agencies})
        record(actor, "org.departments_established", region, agencies=len(agencies), kinds=kinds, codes_sha256=digest)
    return plan
