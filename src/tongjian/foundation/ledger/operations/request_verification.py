"""要求核验存证。"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.models import VerificationRun
from tongjian.foundation.ledger.policies import can_verify
from tongjian.foundation.ledger.queries import StoredLog, find_open_run
from tongjian.foundation.ledger.trail import record

SILENCE = timedelta(minutes=10)
"""A run that has shown no progress for so long is taken for dead, and another may be asked for."""


@transaction.atomic
def request_verification(*, actor: Actor) -> tuple[VerificationRun, bool]:
    """The run to watch, and whether it is new: one at a time, so whoever asks meanwhile watches the same."""
    require(can_verify(actor))
    now = timezone.now()
    running = find_open_run(since=now - SILENCE)
    if running is not None:
        return running, False
    run = VerificationRun.objects.create(
        asked_by=str(actor.user_id or ""), asked_at=now, seen_at=now, total=StoredLog().size
    )
    record(actor, "ledger.verification_asked", run)
    return run, True
