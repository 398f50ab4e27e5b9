"""What the worker does about visits."""

from datetime import timedelta
from typing import Any

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring
from tongjian.supervision.inspections import operations


@recurring("inspections.watch", every=timedelta(hours=1))
def watch() -> dict[str, Any]:
    actor = Actor.system("定时任务：监督巡查", "inspections.watch")
    return dict(operations.run_watchers(actor=actor))
