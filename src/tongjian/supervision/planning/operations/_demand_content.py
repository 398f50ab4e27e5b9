from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from uuid import UUID

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org import queries as org
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.codes import significant
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.planning.choices import Method, Stratification
from tongjian.supervision.planning.models import Demand, DemandItem, ObjectPool
from tongjian.supervision.registry.choices import EntityKind

SCOPE_KEYS = ("regions", "kinds", "industries", "words")
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
        scope: Mapping[str, Sequence[str]],
        pool_id: UUID | None = None,
    ) -> "DemandContent":
        """From what people write: exactly one of `ratio`, `rate` (“3%”, “8‰”, “1/40”) and census. RuleViolated."""
        if bool(ratio) + bool(rate) + is_census != 1:
            raise RuleViolated("demand_size", "按比例、按概率、全覆盖须选其一。")
        method = Method.FIXED if ratio else Method.POISSON if rate else Method.CENSUS
        share = share_of_words(ratio or rate or "1")
        return cls(
            title=title,
            item_version_ids=item_version_ids,
            method=method,
            scope=scope,
            stratification=Stratification.COUNTY if by_county else Stratification.NONE,
            ratio=(share.numerator, share.denominator) if ratio else None,
            rate_ppb=-(-share.numerator * BILLION // share.denominator) if rate else None,
            pool_id=pool_id,
        )


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
    demand.scope = clean_scope(content.scope, agency)
    demand.pool = _own_pool(content.pool_id, agency)
    return _item_versions(content, agency)


def replace_items(demand: Demand, versions: list[ItemVersion]) -> None:
    demand.demand_items.all().delete()
    DemandItem.objects.bulk_create(DemandItem(demand=demand, item_version=version) for version in versions)


def clean_scope(scope: Mapping[str, Sequence[str]], agency: Agency) -> dict[str, list[str]]:
    """Sorted lists without repeats; regions inside the agency's own, known kinds only. Raises RuleViolated."""
    if unknown := set(scope) - set(SCOPE_KEYS):
        raise RuleViolated("scope_unknown", f"对象范围不能按“{'、'.join(sorted(unknown))}”筛选。")
    cleaned = {key: sorted({word.strip() for word in scope.get(key, ()) if word.strip()}) for key in SCOPE_KEYS}
    inside = significant(agency.region_id)
    if outside := [code for code in cleaned["regions"] if not code.startswith(inside)]:
        raise RuleViolated("scope_outside", f"区划 {'、'.join(outside)} 不在本部门辖区内。")
    if strange := [kind for kind in cleaned["kinds"] if kind not in EntityKind.values]:
        raise RuleViolated("scope_unknown", f"没有“{'、'.join(strange)}”这类监管对象。")
    return cleaned


def refuse_unlawful(demand: Demand, on: date) -> None:
    """V07, V01, V02: who checks must be an enforcer whose status is published, what is checked must be in force."""
    agency = Agency.objects.select_related("kind").get(pk=demand.agency_id)
    if agency.kind.is_deliberative:
        raise rulebook.refusal("V07")
    if not org.published_enforcer(agency, on):
        raise rulebook.refusal("V01", detail=f"{agency.name}未列入。")
    versions = list(demand.items.select_related("item"))
    lapsed = catalog.unpublished([version.pk for version in versions], on, region=agency.region_id)
    if names := [str(version) for version in versions if version.pk in lapsed]:
        raise rulebook.refusal(
            "V02", detail=f"需求“{demand.title}”中的{'、'.join(names)}不在有效期内，或者本地没有领用公布。"
        )


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
    is_right = {
        Method.FIXED: content.rate_ppb is None and content.ratio is not None and _is_proper(content.ratio),
        Method.POISSON: content.ratio is None and content.rate_ppb is not None and 0 < content.rate_ppb <= BILLION,
        Method.CENSUS: content.ratio is None and content.rate_ppb is None,
    }[content.method]
    if not is_right:
        raise RuleViolated("demand_size", "抽取比例应当大于 0、不超过 100%，并与抽取方式一致；全覆盖不填比例。")


def _is_proper(ratio: tuple[int, int]) -> bool:
    numerator, denominator = ratio
    return 0 < numerator <= denominator <= BILLION


def _item_versions(content: DemandContent, agency: Agency) -> list[ItemVersion]:
    wanted = set(content.item_version_ids)
    if not wanted:
        raise RuleViolated("demand_items_missing", "请至少选择一个检查事项。")
    versions = list(ItemVersion.objects.filter(pk__in=wanted).select_related("item").order_by("item__code"))
    if len(versions) != len(wanted):
        raise RuleViolated("item_not_found", "所选事项中有不存在的版本。")
    if foreign := [str(version.item) for version in versions if version.item.agency_kind_id != agency.kind_id]:
        raise RuleViolated("item_of_another_agency", f"{'、'.join(foreign)}不是本部门的事项。")
    return versions
