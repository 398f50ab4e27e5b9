"""Items are pinned by version: whatever was done under a version renders as it was."""

from tongjian.supervision.catalog.models.adjustments import Adjustment, AdjustmentTask
from tongjian.supervision.catalog.models.caps import FrequencyCap
from tongjian.supervision.catalog.models.items import Adoption, Checklist, CheckPoint, Item, ItemVersion, Qualification

__all__ = [
    "Adjustment",
    "AdjustmentTask",
    "Adoption",
    "CheckPoint",
    "Checklist",
    "FrequencyCap",
    "Item",
    "ItemVersion",
    "Qualification",
]
