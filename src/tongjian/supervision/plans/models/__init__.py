"""Plans, and their lines in versions."""

from tongjian.supervision.plans.models.lines import LineCooperation, LineItem, PlanLine
from tongjian.supervision.plans.models.plans import Plan

__all__ = ["LineCooperation", "LineItem", "Plan", "PlanLine"]
