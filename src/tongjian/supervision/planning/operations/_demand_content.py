from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from uuid import UUID

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.models import Agency
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.planning.choices import Method, Stratification
from tongjian.supervision.planning.models import Demand, DemandItem, ObjectPool
from tongjian.supervision.plans.choices import LineState
from tongjian.supervision.plans.models import PlanLine
from tongjian.supervision.registry import queries as registry

BILLION = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandContent:
    """What a department asks for. `ratio` is (numerator, denominator) for `fixed`, `rate_ppb` parts per billion for
    `poisson`; `census` has neither. `scope` has the lists `regions`, `kinds`, `industries`, `words`;
    with a pool of the department's own it narrows that."""

    title: str
    item_version_ids: tuple[UUID, ...]
    method: Method
    scope: Mapping[str, Sequence[str]] = field(default_factory=dict)
    stratification: Stratification = Stratification.NONE
    ratio: tuple[int, int] | None = None
    rate_ppb: int | None = None
    plan_line_id: UUID | None = None
    pool_id: UUID | None = None

    @classmethod
    def of_words(
        cls,
        *,
        title: str,
        item_version_ids: tuple[UUID, ...],
        ratio: str = "",
        rate: str = "",
        is_census: bool = False,
        by_county: bool = False,
        by_risk: bool = False,
        scope: Mapping[str, Sequence[str]],
        plan_line_id: UUID | None = None,
        pool_id: UUID | None = None,
    ) -> "DemandContent":
        """From what people write: exactly one of `ratio`, `rate` (“3%”, “8‰”, “1/40”), census and by risk, where the
        rulebook has the ratios. RuleViolated."""
        if bool(ratio) + bool(rate) + is_census + by_risk != 1:
            raise RuleViolated("demand_size", "按比例、按概率、按风险、全覆盖须选其一。")
        method = Method.FIXED if ratio or by_risk else Method.POISSON if rate else Method.CENSUS
        share = share_of_words(ratio or rate or "1")
        return cls(
            title=title,
            item_version_ids=item_version_ids,
            method=method,
            scope=scope,
            stratification=_stratification(by_county=by_county, by_risk=by_risk),
            ratio=(share.numerator, share.denominator) if ratio else None,
            rate_ppb=-(-share.numerator * BILLION // share.denominator) if rate else None,
            plan_line_id=plan_line_id,
            pool_id=pool_id,
        )


def _stratification(*, by_county: bool, by_risk: bool) -> Stratification:
    if by_risk:
        return Stratification.RISK
    return Stratification.COUNTY if by_county else Stratification.NONE


def share_of_words(words: str) -> Fraction:
    """“3%”, “3 ％”, “8‰”, “1/40”, “0.03” as an exact fraction. Raises RuleViolated."""
    text = words.strip().replace("％", "%")
    divisor = {"%": 100, "‰": 1000}.get(text[-1:], 1)
    try:
        share = Fraction(text.rstrip("%‰").strip()) / divisor
    except (ValueError, ZeroDivisionError) as wrong:
        raise RuleViolated("demand_size", f"“{words}”不是比例。例：3%、8‰、1/40。") from wrong
    if not 0 < share <= 1:
        raise RuleViolated("demand_size", "抽取比例应当大于 0、不超过 100%。")
    return share


def apply_content(demand: Demand, content: DemandContent, agency: Agency) -> list[ItemVersion]:
    """Checks the content and puts it on the unsaved demand; returns its item versions. Raises RuleViolated."""
    if not content.title.strip():
        raise RuleViolated("demand_title_missing", "请填写需求名称。")
    _check_size(content)
    demand.title = content.title.strip()
    demand.method = content.method
    demand.stratification = content.stratification
    demand.ratio_numerator, demand.ratio_denominator = content.ratio or (None, None)
    demand.rate_ppb = content.rate_ppb
    demand.scope = registry.clean_scope(content.scope, agency.region_id)
    demand.plan_line_id = _own_line(content.plan_line_id, agency)
    demand.pool = _own_pool(content.pool_id, agency)
    return _item_versions(content, agency)


def replace_items(demand: Demand, versions: list[ItemVersion]) -> None:
    demand.demand_items.all().delete()
    DemandItem.objects.bulk_create(DemandItem(demand=demand, item_version=version) for version in versions)


def refuse_unlawful(demand: Demand, on: date) -> None:
    """V07, V01, V02: who checks must be an enforcer whose status is published, what is checked must be in force."""
    agency = Agency.objects.select_related("kind").get(pk=demand.agency_id)
    catalog.refuse_no_enforcer(agency, on)
    versions = list(demand.items.select_related("item"))
    catalog.refuse_lapsed(agency, versions, on, about=f"需求“{demand.title}”")


def recorded(demand: Demand, versions: list[ItemVersion]) -> dict[str, object]:
    """The whitelisted fields of a demand entry."""
    ratio = f"{demand.ratio_numerator}/{demand.ratio_denominator}" if demand.ratio_numerator else ""
    return {
        "code": demand.code,
        "agency": demand.agency.code,
        "title": demand.title,
        "items": sorted(f"{version.item.code}-v{version.number}" for version in versions),
        "method": demand.method,
        "ratio": ratio,
        "rate_ppb": demand.rate_ppb,
        "stratification": demand.stratification,
        "scope": demand.scope,
        "plan_line": str(demand.plan_line_id or ""),
        "pool": demand.pool.code if demand.pool else "",
    }


def _own_pool(pool_id: UUID | None, agency: Agency) -> ObjectPool | None:
    if pool_id is None:
        return None
    pool = ObjectPool.objects.filter(pk=pool_id, agency=agency).first()
    if pool is None:
        raise RuleViolated("pool_not_own", "没有这个名录库，或者不是本部门的名录库。")
    return pool


def _check_size(content: DemandContent) -> None:
    by_risk = content.stratification == Stratification.RISK
    if by_risk and content.method != Method.FIXED:
        raise RuleViolated("demand_size", "按信用风险分层的，按比例抽取。")
    is_right = {
        Method.FIXED: content.rate_ppb is None
        and (content.ratio is None if by_risk else content.ratio is not None and _is_proper(content.ratio)),
        Method.POISSON: content.ratio is None and content.rate_ppb is not None and 0 < content.rate_ppb <= BILLION,
        Method.CENSUS: content.ratio is None and content.rate_ppb is None,
    }[content.method]
    if not is_right:
        raise RuleViolated("demand_size", "抽取比例应当大于 0、不超过 100%，并与抽取方式一致；全覆盖不填比例。")


def _is_proper(ratio: tuple[int, int]) -> bool:
    numerator, denominator = ratio
    return 0 < numerator <= denominator <= BILLION


def _item_versions(content: DemandContent, agency: Agency) -> list[ItemVersion]:
    if not content.item_version_ids:
        raise RuleViolated("demand_items_missing", "请至少选择一个检查事项。")
    return catalog.own_versions(content.item_version_ids, agency)


def _own_line(line_id: UUID | None, agency: Agency) -> UUID | None:
    """A line in force of the department's own published plan. Raises RuleViolated."""
    if line_id is None:
        return None
    if not PlanLine.objects.filter(pk=line_id, plan__agency=agency, state=LineState.IN_FORCE).exists():
        raise RuleViolated("plan_line_not_in_force", "所选的计划项目不是本部门执行中的年度计划项目。")
    return line_id
