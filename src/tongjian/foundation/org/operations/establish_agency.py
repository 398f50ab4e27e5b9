"""设立机关。"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency, AgencyKind, Region
from tongjian.foundation.org.policies import can_manage_agencies
from tongjian.foundation.org.queries import agency_code, usual_name
from tongjian.pure.codes import parent_of


@transaction.atomic
def establish_agency(
    *, actor: Actor, kind_code: str, region_code: str, name: str = "", valid_from: date | None = None
) -> Agency:
    """The department of a kind in a region, named by the kind's pattern unless a name is given.

    Its line superior is the same kind on the nearest level above that has one, and is made with it where it is
    missing. An agency that is there already is returned as it is; another name for it is refused.
    """
    require(can_manage_agencies(actor))
    kind = AgencyKind.objects.filter(pk=kind_code).first()
    # The row of the region keeps two people from making the same agency at once.
    region = Region.objects.select_for_update().filter(pk=region_code, valid_until=None).first()
    if kind is None or region is None:
        raise RuleViolated("agency_place", "部门类别或者区划不存在。")
    name = name.strip()
    existing = Agency.objects.filter(code=agency_code(kind, region)).first()
    if existing is None:
        name = name or usual_name(kind, region)
        if not name:
            raise RuleViolated("agency_name_missing", f"{region.name}没有“{kind.title}”的通用名称，请填写机关名称。")
        return _establish(actor, kind, region, name, valid_from or timezone.localdate())
    if existing.valid_until:
        raise Conflict("agency_abolished", f"{existing.name}已于 {existing.valid_until} 撤销，不能重新设立。")
    if name and name != existing.name:
        raise Conflict("agency_exists", f"这个机关已经设立，名称是{existing.name}。")
    return existing


def _establish(actor: Actor, kind: AgencyKind, region: Region, name: str, valid_from: date) -> Agency:
    superior = _superior(actor, kind, region, valid_from)
    code = agency_code(kind, region)
    agency = Agency.objects.create(
        code=code, kind=kind, region=region, name=name, line_superior=superior, valid_from=valid_from
    )
    record(actor, "agency.established", agency, code=code, kind=kind.pk, region=region.pk)
    return agency


def _superior(actor: Actor, kind: AgencyKind, region: Region, valid_from: date) -> Agency | None:
    """Levels that have no such department are passed over: 城市管理 begins at the city."""
    above = Region.objects.filter(pk=parent_of(region.pk), valid_until=None).first()
    if above is None:
        return None
    existing = Agency.objects.filter(code=agency_code(kind, above), valid_until=None).first()
    if existing is not None:
        return existing
    name = usual_name(kind, above)
    if not name or Agency.objects.filter(code=agency_code(kind, above)).exists():
        return _superior(actor, kind, above, valid_from)
    return _establish(actor, kind, above, name, valid_from)
