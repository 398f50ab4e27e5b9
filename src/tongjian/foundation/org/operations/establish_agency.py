"""设立机关。"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Agency, AgencyKind, Region
from tongjian.foundation.org.policies import can_manage_agencies
from tongjian.pure.codes import parent_of


@transaction.atomic
def establish_agency(
    *, actor: Actor, kind_code: str, region_code: str, name: str = "", valid_from: date | None = None
) -> Agency:
    """The department of a kind in a region; named by the kind's pattern unless a name is given. If it exists, it is
    returned as it is. Its line superior is the same kind one level up, if that exists."""
    require(can_manage_agencies(actor))
    kind = AgencyKind.objects.filter(pk=kind_code).first()
    region = Region.objects.filter(pk=region_code, valid_until=None).first()
    if kind is None or region is None:
        raise RuleViolated("agency_place", "部门类别或者区划不存在。")
    code = f"{region_code}-{kind_code}"
    existing = Agency.objects.filter(code=code).first()
    if existing is not None:
        return existing
    patterns = {
        RegionLevel.PROVINCE: kind.province_name,
        RegionLevel.CITY: kind.city_name,
        RegionLevel.COUNTY: kind.county_name,
    }
    name = name.strip() or patterns.get(RegionLevel(region.level), "").replace("{region}", region.name)
    if not name:
        raise RuleViolated("agency_name_missing", f"{region.name}没有“{kind.title}”的通用名称，请填写机关名称。")
    superior = Agency.objects.filter(kind=kind, region=parent_of(region_code), valid_until=None).first()
    agency = Agency.objects.create(
        code=code,
        kind=kind,
        region=region,
        name=name,
        line_superior=superior,
        valid_from=valid_from or timezone.localdate(),
    )
    record(actor, "agency.established", agency, code=code, kind=kind_code, region=region_code)
    return agency
