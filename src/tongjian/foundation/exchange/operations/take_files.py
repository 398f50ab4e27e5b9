"""从交换目录取文件。"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.exchange.choices import RunState
from tongjian.foundation.exchange.models import Feed, FeedRun
from tongjian.foundation.exchange.operations._folders import complete_files, digest_of, open_file
from tongjian.foundation.exchange.operations._runs import actor_of, move
from tongjian.foundation.exchange.operations.receive_batch import receive_batch
from tongjian.foundation.exchange.policies import visible_feeds
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError, NotAllowed


@dataclass(slots=True)
class Look:
    """Files received, and those that could not be read or moved (path and reason)."""

    taken: int = 0
    unreadable: list[str] = field(default_factory=list)


def take_files(*, actor: Actor) -> Look:
    """Receives every complete file of every folder, each bytes once. They are worked off by `work_off_run`.
    Several may look at once."""
    if not actor.has("exchange.view"):
        raise NotAllowed("not_allowed", "没有查看导入批次的权限。")
    look = Look()
    for feed in visible_feeds(actor).filter(is_active=True):
        for path in complete_files(feed, timezone.now()):
            try:
                look.taken += _take(feed, path)
            except FileNotFoundError:
                continue
            except OSError as problem:
                look.unreadable.append(f"{feed}/{path.name}：{problem.strerror}")
        Feed.objects.filter(pk=feed.pk).update(looks=feed.looks)
    return look


def _take(feed: Feed, path: Path) -> bool:
    with open_file(path) as file:
        run, is_new = _receive(feed, path.name, file)
    if run.state != RunState.TAKEN:
        move(run)
    return is_new


@transaction.atomic
def _receive(feed: Feed, name: str, file: IO[bytes]) -> tuple[FeedRun, bool]:
    """The run of these bytes, and whether they were received just now."""
    Feed.objects.select_for_update().get(pk=feed.pk)
    run = FeedRun(feed=feed, file_name=name, sha256=digest_of(file), at=timezone.now())
    runs = FeedRun.objects.select_related("feed__agency__region").filter(feed=feed, sha256=run.sha256)
    if left := runs.filter(file_name=name, is_moved=False).first():
        return left, False
    if earlier := runs.exclude(state=RunState.REPEATED).first():
        run.state, run.sentence = RunState.REPEATED, f"内容与《{earlier.file_name}》相同，没有再次导入。"[:300]
        run.save(force_insert=True)
        return run, False
    try:
        with transaction.atomic():
            run.batch = receive_batch(actor=actor_of(feed), dataset=feed.dataset, file=file, file_name=name)
    except DomainError as refusal:
        run.state, run.sentence = RunState.FAILED, refusal.sentence[:300]
    run.save(force_insert=True)
    return run, True
