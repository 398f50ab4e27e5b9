"""What a permit says, and what of it must be right."""

from dataclasses import dataclass
from datetime import date

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.models import Agency
from tongjian.supervision.registry.models import Permit
from tongjian.supervision.registry.operations._parts import required

FIELDS = ("kind", "number", "issuer", "agency_id", "scope", "valid_from", "last_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A permit as people give it. `issuer` is the name on the paper."""

    kind: str
    number: str
    issuer: str
    scope: str = ""
    valid_from: date | None = None
    last_day: date | None = None


def write_licence(permit: Permit, licence: Licence) -> list[str]:
    """Sets the fields, unsaved, and returns the names of those that changed. Raises RuleViolated."""
    before = [getattr(permit, field) for field in FIELDS]
    permit.kind = required(licence.kind, field="kind", missing="请填写许可名称。", longest=100)
    permit.number = required(licence.number, field="number", missing="请填写许可证编号。", longest=100)
    permit.issuer = required(licence.issuer, field="issuer", missing="请填写发证机关。", longest=100)
    permit.agency = Agency.objects.filter(name=permit.issuer).order_by("-pk").first()
    permit.scope = licence.scope.strip()
    if licence.valid_from and licence.last_day and licence.last_day < licence.valid_from:
        raise RuleViolated("until_before_from", "有效期的止日不能早于起日。", field="last_day")
    permit.valid_from, permit.last_day = licence.valid_from, licence.last_day
    changed = [field for field, value in zip(FIELDS, before, strict=True) if getattr(permit, field) != value]
    same = Permit.objects.filter(entity=permit.entity, kind=permit.kind, number=permit.number, ended_on=None)
    if same.exclude(pk=permit.pk).exists():
        raise RuleViolated("permit_known", "这份许可已经登记。", field="number")
    return changed
