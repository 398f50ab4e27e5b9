from django.utils import timezone

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.supervision.planning.models import Demand, Draw
from tongjian.supervision.planning.operations._demand_content import refuse_unlawful
from tongjian.supervision.planning.operations._parties import refuse_too_few
from tongjian.supervision.planning.queries import missing_from

_TOGETHER = "晋政办发〔2023〕39号第11条：同一时期对同一对象的多项检查合并进行"
_RULE = "联合抽取规范 tongjian-draw/1"


def demands_of(draw: Draw) -> list[Demand]:
    """In the order in which the frame takes them."""
    return list(draw.demands.select_related("agency", "pool").order_by("code"))


def refuse_unready(draw: Draw, demands: list[Demand]) -> None:
    """Too few parties, no demand, a joint line of which only a part is in it, or a demand that is not lawful any more
    (V01, V02, V07)."""
    refuse_too_few(draw.parties.count())
    if not demands:
        raise RuleViolated("no_demands", "抽取中还没有需求，请先纳入各部门已提交的需求。")
    if apart := missing_from(draw, demands):
        raise RuleViolated("joint_demands_apart", f"合并检查应当一次抽取。{'；'.join(apart)}。", _TOGETHER)
    for demand in demands:
        refuse_unlawful(demand, timezone.localdate())


def refuse_without_beacon(draw: Draw) -> None:
    if draw.beacon_source and not draw.beacon_value:
        raise RuleViolated("beacon_missing", "约定的信标还没有登记值，不能抽取。", _RULE)
