"""What the worker does for the ledger."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django_tasks import task

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring
from tongjian.foundation.ledger import operations


@recurring("ledger.seal", every=timedelta(seconds=10))
def seal() -> dict[str, Any]:
    checkpoint = operations.seal_entries(actor=Actor.system("定时任务：封存", "ledger.seal"))
    return {"size": checkpoint.size if checkpoint else 0}


@recurring("ledger.deliver", every=timedelta(seconds=5))
def deliver() -> dict[str, Any]:
    return operations.deliver_events(actor=Actor.system("定时任务：投递", "ledger.deliver"))


@task()
def verify(run_id: str) -> dict[str, Any]:
    """Checks the whole log for whoever asked. Safe to run twice."""
    run = operations.run_verification(actor=Actor.system("后台任务：核验存证", "ledger.verify"), run_id=UUID(run_id))
    return {"intact": run.is_intact, "size": run.done}
