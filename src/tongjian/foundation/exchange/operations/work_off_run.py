"""处理交换目录取到的文件。"""

from uuid import UUID

from tongjian.foundation.exchange import queries
from tongjian.foundation.exchange.choices import BatchState, RunState
from tongjian.foundation.exchange.intake import intake_of
from tongjian.foundation.exchange.models import Batch, FeedRun
from tongjian.foundation.exchange.operations._runs import actor_of, move, settle
from tongjian.foundation.exchange.operations.refuse_batch import refuse_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError, IllegalTransition, NotAllowed, NotFound, RuleViolated

MOST_ATTEMPTS = 3


def work_off_run(*, actor: Actor, run_id: UUID) -> FeedRun:
    """Checks under the columns of the source, applies where few rows are rejected, else leaves it to a person. In the
    name of the source, whoever starts it; goes on where it was interrupted."""
    if not actor.has("exchange.view"):
        raise NotAllowed("not_allowed", "没有查看导入批次的权限。")
    run = FeedRun.objects.select_related("feed__agency__region", "batch").filter(pk=run_id).first()
    if run is None:
        raise NotFound("run_not_found", "没有这条取文件记录。")
    if run.state == RunState.TAKEN and run.batch is not None:
        settle(run, *_work_off(run, run.batch))
        run.refresh_from_db(fields=["state", "sentence"])
    if run.state != RunState.TAKEN and not run.is_moved:
        move(run)
    return run


def _work_off(run: FeedRun, batch: Batch) -> tuple[RunState, str]:
    if run.attempts > MOST_ATTEMPTS:
        return RunState.HELD, f"后台处理 {MOST_ATTEMPTS} 次没有完成，请人工处理。"
    actor, intake = actor_of(run.feed), intake_of(run.feed.dataset)
    try:
        if batch.state == BatchState.RECEIVED and _is_unknown(actor, batch):
            return RunState.HELD, "这样的表头第一次出现，请核对各列。"
        if batch.state in (BatchState.RECEIVED, BatchState.STAGING):
            batch = intake.stage(actor=actor, batch_id=batch.pk)
        if batch.state == BatchState.STAGED and (reason := _doubt(batch)):
            return RunState.HELD, reason
        batch = intake.apply(actor=actor, batch_id=batch.pk)
    except IllegalTransition:
        return RunState.HELD, "已由人工处理。"
    except RuleViolated as refusal:
        return RunState.FAILED, refusal.sentence
    return RunState.APPLIED, f"新增 {batch.created:,}，更新 {batch.updated:,}，不合格 {batch.rejected:,}。"


def _is_unknown(actor: Actor, batch: Batch) -> bool:
    """No file with these heads came from this source before: a person has to say which column is what."""
    try:
        with queries.sheet_of(batch) as sheet:
            return queries.find_precedent(batch, sheet.header) is None
    except DomainError as refusal:
        refuse_batch(actor=actor, batch_id=batch.pk, refusal=refusal)
        raise


def _doubt(batch: Batch) -> str:
    limit = queries.most_rejected()
    if batch.rejected * 100 > limit * batch.rows or not batch.accepted:
        share = 100 * batch.rejected / batch.rows
        return f"不合格 {batch.rejected:,} 行，占 {share:.1f}%，超过 {limit}%，请核对后决定是否入库。"
    return ""
