"""Which plan a file was brought in for."""

from django.db import models

from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.models import Identified
from tongjian.supervision.plans.models.plans import Plan


class PlanImport(Identified):
    """导入计划表：a batch and the plan its rows become lines of."""

    batch = models.OneToOneField(Batch, models.PROTECT, verbose_name="批次", related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, verbose_name="计划", related_name="imports")

    class Meta:
        verbose_name = "导入计划表"

    def __str__(self) -> str:
        return f"{self.plan} {self.batch}"
