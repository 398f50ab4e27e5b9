"""What a department must check in a cycle."""

from django.db import models
from django.db.models import Q

from tongjian.foundation.kernel.models import Identified
from tongjian.foundation.org.models import Agency
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.planning.choices import DemandState, Method, Stratification
from tongjian.supervision.planning.models.draws import Draw
from tongjian.supervision.planning.models.pools import ObjectPool
from tongjian.supervision.plans.models import PlanLine


class Demand(Identified):
    """需求：what a department must check in a cycle, over whom, and how many.

    `scope` is a JSON object of lists: `regions`, `kinds`, `industries` (prefixes), `words` (any of them in name or
    business scope); with a `pool` it narrows that pool. By risk the rulebook says the ratio of each stratum. `ratio`
    (fixed) is numerator/denominator; `rate_ppb` (poisson) is parts per billion.
    """

    code = models.CharField("需求编号", max_length=64, unique=True)
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, blank=True, related_name="demands", verbose_name="抽取")
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="部门", related_name="+")
    plan_line = models.ForeignKey(
        PlanLine, models.PROTECT, null=True, blank=True, verbose_name="年度计划项目", related_name="+"
    )
    title = models.CharField("名称", max_length=200)
    items = models.ManyToManyField(ItemVersion, through="DemandItem", related_name="+")
    scope = models.JSONField("对象范围", default=dict)
    pool = models.ForeignKey(
        ObjectPool, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检查对象名录库"
    )
    method = models.CharField("抽取方式", max_length=10, choices=Method)
    stratification = models.CharField("分层", max_length=10, choices=Stratification, default=Stratification.NONE)
    ratio_numerator = models.PositiveIntegerField("比例分子", null=True, blank=True)
    ratio_denominator = models.PositiveIntegerField("比例分母", null=True, blank=True)
    rate_ppb = models.PositiveIntegerField("概率（十亿分之）", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=DemandState, default=DemandState.DRAFT)
    created_by = models.UUIDField("编制人", null=True, blank=True)
    created_at = models.DateTimeField("创建时间")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)

    class Meta:
        verbose_name = "需求"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="demand_size_fits_method",
                condition=Q(method=Method.FIXED, ratio_numerator__gt=0, ratio_denominator__gt=0, rate_ppb=None)
                & ~Q(stratification=Stratification.RISK)
                | Q(method=Method.FIXED, stratification=Stratification.RISK)
                & Q(ratio_numerator=None, ratio_denominator=None, rate_ppb=None)
                | Q(method=Method.POISSON, rate_ppb__gt=0, ratio_numerator=None, ratio_denominator=None)
                | Q(method=Method.CENSUS, rate_ppb=None, ratio_numerator=None, ratio_denominator=None),
                violation_error_message="抽取方式与比例不一致。",
            )
        ]

    def __str__(self) -> str:
        return self.title


class DemandItem(Identified):
    """需求中的事项，版本固定."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="demand_items")
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "需求事项"
        constraints = [models.UniqueConstraint(fields=["demand", "item_version"], name="demand_item_once")]

    def __str__(self) -> str:
        return str(self.item_version)
