from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.validity import lasting
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.planning.models import Draw, Party

ID = r"[0-9A-Za-z_-]{1,64}"
_RULE = "联合抽取规范 tongjian-draw/1"


def replace_parties(draw: Draw, agency_ids: Sequence[UUID]) -> list[str]:
    """Writes the parties of a draw nobody has committed to; returns their codes. Raises RuleViolated."""
    today = timezone.localdate()
    agencies = list(Agency.objects.filter(lasting(today), pk__in=set(agency_ids)).order_by("code"))
    if len(agencies) != len(set(agency_ids)):
        raise RuleViolated("agency_not_found", "参与方中有不存在或已撤销的部门。")
    draw.parties.all().delete()
    Party.objects.bulk_create(Party(draw=draw, agency=agency) for agency in agencies)
    return [agency.code for agency in agencies]


def refuse_too_few(count: int) -> None:
    minimum = rulebook.number("draw.minimum_parties")
    if count < minimum:
        raise RuleViolated("too_few_parties", f"参与方只有 {count} 个，至少应有 {minimum} 个部门。", _RULE)
