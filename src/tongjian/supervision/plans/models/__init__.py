"""Plans, their lines in versions, and the rounds in which they are consolidated."""

from tongjian.supervision.plans.models.consolidation import Consolidation, Proposal, ProposalAnswer, ProposalLine
from tongjian.supervision.plans.models.files import PlanImport
from tongjian.supervision.plans.models.lines import LineCooperation, LineItem, PlanLine
from tongjian.supervision.plans.models.plans import Plan

__all__ = [
    "Consolidation",
    "LineCooperation",
    "LineItem",
    "Plan",
    "PlanImport",
    "PlanLine",
    "Proposal",
    "ProposalAnswer",
    "ProposalLine",
]
