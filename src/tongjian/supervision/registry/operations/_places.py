"""Where premises may lie, and what of a place goes together."""

from dataclasses import dataclass
from datetime import date

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.org.models import Region
from tongjian.supervision.registry.choices import PointSource
from tongjian.supervision.registry.models import Premises
from tongjian.supervision.registry.operations._parts import required

WEST, EAST, SOUTH, NORTH = 110.2, 114.6, 34.5, 40.8
"""Degrees around Shanxi: catches longitude and latitude the wrong way round, and points of other provinces."""
WIDEST_TOLERANCE_METRES = 20_000
FIELDS = (
    "address", "region_id", "township_id", "longitude", "latitude", "tolerance_metres", "point_source", "valid_from",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place as people give it. `region` and `township` are codes; degrees are WGS84, the tolerance is in metres."""

    address: str
    region: str = ""
    township: str = ""
    longitude: float | None = None
    latitude: float | None = None
    tolerance_metres: int | None = None
    point_source: str = ""
    valid_from: date | None = None


def write_site(premises: Premises, site: Site) -> list[str]:
    """Sets the fields, unsaved, and returns the names of those that changed. Raises RuleViolated."""
    before = [getattr(premises, field) for field in FIELDS]
    premises.address = required(site.address, field="address", missing="请填写场所地址。", longest=400)
    premises.region_id, premises.township_id = _region_of(site)
    _check_point(site)
    premises.longitude, premises.latitude = site.longitude, site.latitude
    has_point = site.longitude is not None
    premises.tolerance_metres = site.tolerance_metres if has_point else None
    premises.point_source = site.point_source if has_point else ""
    premises.located_address = premises.address if has_point or premises.township_id else ""
    premises.valid_from = site.valid_from
    return [field for field, value in zip(FIELDS, before, strict=True) if getattr(premises, field) != value]


def _region_of(site: Site) -> tuple[str | None, str | None]:
    """Codes of county and township; a township says which county."""
    if site.region and not Region.objects.filter(pk=site.region).exclude(level=RegionLevel.TOWNSHIP).exists():
        raise RuleViolated("region_unknown", "没有这个行政区划。", field="region")
    if not site.township:
        return site.region or None, None
    township = Region.objects.filter(pk=site.township, level=RegionLevel.TOWNSHIP).first()
    if township is None:
        raise RuleViolated("township_unknown", "没有这个乡镇（街道）。", field="township")
    if site.region and township.parent_id != site.region:
        raise RuleViolated("township_elsewhere", "这个乡镇（街道）不在所选的县（市、区）内。", field="township")
    return township.parent_id, township.pk


def _check_point(site: Site) -> None:
    if (site.longitude is None) != (site.latitude is None):
        raise RuleViolated("point_halved", "经度和纬度要一起填写。", field="longitude")
    if site.longitude is None or site.latitude is None:
        return
    if not (WEST <= site.longitude <= EAST and SOUTH <= site.latitude <= NORTH):
        raise RuleViolated(
            "point_outside",
            f"坐标不在山西省范围内（经度 {WEST}～{EAST}，纬度 {SOUTH}～{NORTH}），请看经纬度是否填反。",
            field="longitude",
        )
    if site.point_source not in PointSource.values:
        raise RuleViolated("point_source_missing", "请选择坐标从哪里来。", field="point_source")
    if site.tolerance_metres is None or not 0 < site.tolerance_metres <= WIDEST_TOLERANCE_METRES:
        raise RuleViolated(
            "tolerance_refused", f"请填写坐标误差，1～{WIDEST_TOLERANCE_METRES} 米。", field="tolerance_metres"
        )
