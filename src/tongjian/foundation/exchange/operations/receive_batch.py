"""接收文件。"""

from typing import IO
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from tongjian.foundation.exchange import policies, queries
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations._folders import digest_of
from tongjian.foundation.exchange.reading.files import too_large
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def receive_batch(
    *, actor: Actor, dataset: str, file: IO[bytes], file_name: str, agency_id: UUID | None = None
) -> Batch:
    """Stores the bytes under a name of our own with their digest. What they are is told later, by content.

    Raises RuleViolated, with nothing stored, for an empty file or one larger than `import.max_bytes`.
    """
    require(policies.can_import(actor, dataset))
    size = file.seek(0, 2)
    limit = queries.limits(on_host=actor.user_id is None).max_bytes
    if size == 0:
        raise RuleViolated("file_empty", "文件是空的：请确认选对了文件。")
    if size > limit:
        raise too_large(size, limit)
    batch = Batch(
        dataset=Dataset(dataset),
        agency_id=agency_id or actor.agency_id,
        file_name=_plain(file_name),
        sha256=digest_of(file),
        size=size,
        created_by=actor.user_id,
        created_at=timezone.now(),
    )
    batch.raw.save(f"{batch.pk}.bin", File(file), save=False)
    batch.save(force_insert=True)
    record(actor, "exchange.batch_received", batch, dataset=batch.dataset, sha256=batch.sha256, size=size)
    return batch


def _plain(file_name: str) -> str:
    """Only for people to recognise the file: no path, no control characters."""
    last = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[:200] or "未命名"
