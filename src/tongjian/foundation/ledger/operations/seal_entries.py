"""封存：gives every entry its place in the Merkle log and signs a checkpoint."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.keys import log_key
from tongjian.foundation.ledger.models import Checkpoint, Entry, Leaf, Pending, Subtree
from tongjian.foundation.ledger.operations._lock import lock_log
from tongjian.foundation.ledger.queries import StoredLog, latest_checkpoint
from tongjian.foundation.ledger.trail import canonical_bytes
from tongjian.pure import tlog

_BATCH = 10_000


def seal_entries(*, actor: Actor) -> Checkpoint | None:
    """Seals whatever is pending and returns the newest checkpoint, or None while the log is empty.

    The checkpoint is also written to `checkpoints/<size>.txt` once the transaction is committed.
    """
    require(ALLOW if actor.has("ledger.seal") else deny("没有封存的权限。"))
    while Pending.objects.exists():
        with transaction.atomic():
            lock_log()
            checkpoint = _seal()
        if checkpoint is not None:
            _keep_outside(checkpoint)
    return latest_checkpoint()


def _seal() -> Checkpoint | None:
    """One batch; None when another sealer was here first."""
    entries = list(Entry.objects.filter(pk__in=Pending.objects.values("entry")).order_by("id")[:_BATCH])
    if not entries:
        return None
    log, key = StoredLog(), log_key()  # the key before these entries: it signs over the hand-over to the next
    first = log.size
    hashes = [tlog.leaf_hash(canonical_bytes(entry)) for entry in entries]
    Leaf.objects.bulk_create(
        [
            Leaf(index=first + place, entry=entry, hash=digest.hex())
            for place, (entry, digest) in enumerate(zip(entries, hashes, strict=True))
        ],
        batch_size=1000,
    )
    size = first + len(entries)
    done = first // tlog.SUBTREE_SIZE
    Subtree.objects.bulk_create(
        Subtree(index=index, hash=tlog.root(log.leaf_hashes(*_span(index))).hex())
        for index in range(done, size // tlog.SUBTREE_SIZE)
    )
    Pending.objects.filter(entry__lte=entries[-1].pk, entry__leaf__isnull=False).delete()
    root = tlog.log_root(log, size)
    note = tlog.sign_checkpoint(key.vkey, size, root, key.sign)
    return Checkpoint.objects.create(size=size, root=root.hex(), note=note, at=timezone.now())


def _span(index: int) -> tuple[int, int]:
    return index * tlog.SUBTREE_SIZE, (index + 1) * tlog.SUBTREE_SIZE


def _keep_outside(checkpoint: Checkpoint) -> None:
    folder = settings.TONGJIAN_HOME / "checkpoints"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{checkpoint.size:012}.txt"
    if not path.exists():
        path.write_text(checkpoint.note)
