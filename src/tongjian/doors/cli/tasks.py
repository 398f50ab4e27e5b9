"""What the worker does for the whole installation; also makes known what the host leaves in the ledger."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tongjian.doors.cli.archive import events as events
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring
from tongjian.foundation.kernel.operations import discard_expired


@recurring("host.retention", every=timedelta(days=1))
def discard() -> dict[str, Any]:
    actor = Actor.system("定时任务：到期清理", "kernel.discard_expired")
    return discard_expired(actor=actor, now=timezone.now(), dry_run=False)
