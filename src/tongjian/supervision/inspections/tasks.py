"""What the worker does about visits."""

from datetime import timedelta
from typing import Any

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring
from tongjian.supervision.catalog.operations import ask_for_adjustment
from tongjian.supervision.inspections import operations
from tongjian.supervision.inspections.queries import unused_versions


@recurring("inspections.watch", every=timedelta(hours=1))
def watch() -> dict[str, Any]:
    actor = Actor.system("定时任务：监督巡查", "inspections.watch")
    return dict(operations.run_watchers(actor=actor))


@recurring("inspections.unused_items", every=timedelta(days=1))
def ask_about_unused_items() -> dict[str, Any]:
    """W12: owners say why an item nobody checks stays, or retire it (国办发〔2024〕54号)."""
    actor = Actor.system("定时任务：多年未实施的事项", "catalog.ask_for_adjustment", "catalog.view")
    unused = list(unused_versions().values_list("pk", flat=True))
    return dict(ask_for_adjustment(actor=actor, version_ids=unused)) if unused else {"agencies": 0, "items": 0}
