"""What the worker does for the register."""

from datetime import timedelta
from typing import Any

from tongjian.foundation.exchange import intake
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring
from tongjian.supervision.registry.operations import (
    apply_entities,
    apply_grades,
    refresh_search,
    stage_entities,
    stage_grades,
)

intake.declare(Dataset.ENTITIES, stage=stage_entities, apply=apply_entities)
intake.declare(Dataset.GRADES, stage=stage_grades, apply=apply_grades)


@recurring("registry.refresh_search", every=timedelta(seconds=20))
def refresh_search_texts() -> dict[str, Any]:
    """What imports and corrections changed since is found by initials and through the index too."""
    return {"entities": refresh_search(actor=Actor.system("定时任务：更新检索", "registry.reindex"))}
