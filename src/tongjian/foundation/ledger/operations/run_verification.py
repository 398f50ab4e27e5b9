"""核验全部存证。"""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.keys import first_vkey
from tongjian.foundation.ledger.models import VerificationRun
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.ledger.verification import Verification, notes_in, verify_log


def run_verification(*, actor: Actor, run_id: UUID) -> VerificationRun:
    """Checks the whole log and notes the outcome. Safe to interrupt and to run twice: a finished run stays as it is.

    Progress is written between the batches it reads, outside any transaction, so that people can watch.
    """
    require(ALLOW if actor.has("ledger.verify") else deny("没有核验存证的权限。"))
    run = VerificationRun.objects.filter(pk=run_id).first()
    if run is None:
        raise NotFound("run_not_found", "没有这次核验。")
    if run.finished_at is None:
        notes = notes_in(settings.TONGJIAN_HOME / "checkpoints")
        result = verify_log(first_vkey(), notes, on_progress=lambda done: _note_progress(run_id, done))
        _finish(actor, run_id, result)
        run.refresh_from_db()
    return run


def _note_progress(run_id: UUID, done: int) -> None:
    VerificationRun.objects.filter(pk=run_id, finished_at=None).update(done=done, seen_at=timezone.now())


@transaction.atomic
def _finish(actor: Actor, run_id: UUID, result: Verification) -> None:
    run = VerificationRun.objects.select_for_update().get(pk=run_id)
    if run.finished_at is not None:
        return
    run.done, run.total = result.size, max(result.size, run.total)
    run.checkpoints, run.pending = result.checkpoints, result.pending
    run.first_bad, run.problems = result.first_bad, result.problems
    run.finished_at = run.seen_at = timezone.now()
    run.save()
    data = {"size": result.size, "checkpoints": result.checkpoints, "first_bad": result.first_bad}
    record(actor, "ledger.verified", run, intact=result.is_intact, **data)
