"""Demands, draws and schedules. The canonical files of a draw are kept as bytes in storage; tables here serve the
pages."""

from tongjian.supervision.planning.models.demands import Demand, DemandItem
from tongjian.supervision.planning.models.draws import Candidate, Draw, Party, Unit
from tongjian.supervision.planning.models.fairness import FairnessReport
from tongjian.supervision.planning.models.jobs import DrawJob
from tongjian.supervision.planning.models.pools import ObjectPool, PoolMark, PoolRule
from tongjian.supervision.planning.models.schedules import Schedule, ScheduleRow

__all__ = [
    "Candidate",
    "Demand",
    "DemandItem",
    "Draw",
    "DrawJob",
    "FairnessReport",
    "ObjectPool",
    "Party",
    "PoolMark",
    "PoolRule",
    "Schedule",
    "ScheduleRow",
    "Unit",
]
