"""The demand form: items, scope, method and size, in the words people use."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms

from tongjian.doors.face.forms import FilterForm
from tongjian.doors.web.planning.scope_forms import ScopeForm, initial_of_scope
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.pure.amounts import AmountKind, words_of_share
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import DemandState, Method, Stratification
from tongjian.supervision.planning.models import Demand
from tongjian.supervision.planning.operations import DemandContent
from tongjian.supervision.planning.queries import DemandFilter
from tongjian.supervision.plans import queries as plans

BY_RISK = "risk"
"""What people choose as a way to draw is, in the books, a ratio by strata."""


class DemandFilterForm(FilterForm):
    text = forms.CharField(label="名称或编号", required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *DemandState.choices])

    def to_filter(self, *, own_only: bool) -> DemandFilter:
        chosen = self.chosen
        states = (chosen["state"],) if "state" in chosen else ()
        return DemandFilter(text=chosen.get("text", ""), states=states, own_only=own_only)


class DemandForm(ScopeForm):
    plan_line = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label="需求名称", max_length=200, help_text="例：2026 年第四季度食品经营者抽查")
    items = forms.MultipleChoiceField(
        label="检查事项",
        widget=forms.CheckboxSelectMultiple,
        help_text="只列出本部门现行有效的事项；未公布或者已废止的事项不能检查。",
    )
    method = forms.ChoiceField(
        label="抽取方式",
        choices=[
            (Method.FIXED, "按比例抽取：不少于规定比例，逐层向上取整"),
            (BY_RISK, "按信用风险：风险高、久未查的多查，风险低、刚查过的少查，比例由规则库定"),
            (Method.POISSON, "按概率抽取：每户以同一概率独立抽取，户数有浮动"),
            (Method.CENSUS, "全覆盖：范围内每户都查"),
        ],
        initial=Method.FIXED,
        widget=forms.RadioSelect,
    )
    share = forms.CharField(
        label="不少于（比例）", required=False, help_text="写 3%、8‰ 或者 1/40；按信用风险、全覆盖不填。"
    )
    by_county = forms.BooleanField(label="按县（市、区）分层，各层都不少于该比例", required=False)
    pool = forms.ChoiceField(
        label="检查对象名录库",
        required=False,
        help_text="选了名录库，只从库内抽取，下面的范围用来再作筛选；不选则由下面的范围决定。",
    )
    field_order = ("title", "items", "method", "share", "by_county", "pool")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        if self.agency is not None:
            versions = catalog.published_versions(actor, agency_kind=self.agency.kind_id, region=self.agency.region_id)
            self.offer("items", [(str(version.pk), item_label(version)) for version in versions])
        pools = [(str(pool.pk), f"{pool.title}　{pool.code}") for pool in queries.own_pools(actor)]
        self.offer("pool", pools, first="不用名录库")

    @property
    def pool_id(self) -> UUID | None:
        """From what is filled in so far; call after validation."""
        chosen = self.cleaned_data.get("pool", "")
        return UUID(chosen) if chosen else None

    def to_content(self) -> DemandContent:
        data = self.cleaned_data
        method = data["method"]
        return DemandContent.of_words(
            title=data["title"],
            item_version_ids=tuple(UUID(item) for item in data["items"]),
            ratio=data["share"] or "0" if method == Method.FIXED else "",
            rate=data["share"] or "0" if method == Method.POISSON else "",
            is_census=method == Method.CENSUS,
            by_county=data["by_county"] and method != BY_RISK,
            by_risk=method == BY_RISK,
            scope=self.scope,
            plan_line_id=data["plan_line"],
            pool_id=self.pool_id,
        )


def initial_of_line(actor: Actor, sent: Mapping[str, str]) -> dict[str, Any]:
    """A demand begun from a line of a plan (`line`): its items, scope and, where that is one number, its share."""
    if not (given := sent.get("line", "")):
        return {}
    line = plans.get_line(actor, _uuid(given))
    amount = line.wanted_amount
    is_share = amount.kind == AmountKind.SHARE and len(amount.parts) == 1 and not amount.parts[0].of
    return {
        "plan_line": line.pk,
        "title": line.title,
        "items": [str(version.pk) for version in plans.items_of(line)],
        "method": Method.CENSUS if amount.kind == AmountKind.CENSUS else Method.FIXED,
        "share": words_of_share(amount.parts[0].share) if is_share else "",
        **initial_of_scope(line.scope),
    }


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise NotFound("plan_line_not_found", "没有这个计划项目，或者您无权查看。") from wrong


def initial_of(demand: Demand) -> dict[str, Any]:
    """What the form shows of a demand that is there already."""
    return {
        "plan_line": demand.plan_line_id,
        "title": demand.title,
        "items": [str(pk) for pk in demand.items.values_list("pk", flat=True)],
        "method": BY_RISK if demand.stratification == Stratification.RISK else demand.method,
        "share": share_words(demand),
        "by_county": demand.stratification == Stratification.COUNTY,
        "pool": str(demand.pool_id or ""),
        **initial_of_scope(demand.scope),
    }


def share_words(demand: Demand) -> str:
    """3/100 → “3%”; 1/40 → “2.5%”; what is no short decimal stays a fraction."""
    numerator, denominator = demand.ratio_numerator, demand.ratio_denominator
    if demand.rate_ppb:
        numerator, denominator = demand.rate_ppb, 1_000_000_000
    if not numerator or not denominator:
        return ""
    percent, rest = divmod(numerator * 100_000_000, denominator)
    if rest:
        return f"{numerator}/{denominator}"
    return f"{percent / 1_000_000:.6f}".rstrip("0").rstrip(".") + "%"


def size_words(demand: Demand) -> str:
    """“不少于 3%” and the like, for people."""
    if demand.stratification == Stratification.RISK:
        return "按信用风险，各层比例由规则库定"
    return {
        Method.FIXED: f"不少于 {share_words(demand)}",
        Method.POISSON: f"每户概率 {share_words(demand)}",
        Method.CENSUS: "全覆盖",
    }[Method(demand.method)]


def item_label(version: Any) -> str:
    sub = f"（{version.item.sub_name}）" if version.item.sub_name else ""
    return f"{version.item.name}{sub}　{version.item.code} 第 {version.number} 版"
