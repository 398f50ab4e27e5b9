"""How far a batch is applied, kept with every chunk in the chunk's own transaction."""

from collections.abc import Iterable, Mapping

from django.utils import timezone

from tongjian.foundation.exchange import queries
from tongjian.foundation.exchange.choices import RowOutcome
from tongjian.foundation.exchange.events import BatchSettled
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.workflow import BATCH
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import publish, record
from tongjian.pure.tlog import GrowingRoot


def count_chunk(batch: Batch, *, outcomes: Mapping[str, int], leaves: Iterable[bytes], cursor: int) -> None:
    """`leaves` are those of the created and updated rows, in order."""
    tree = _tree_of(batch)
    for leaf in leaves:
        tree.append(leaf)
    size, peaks = tree.state()
    batch.created += outcomes.get(RowOutcome.CREATED, 0)
    batch.updated += outcomes.get(RowOutcome.UPDATED, 0)
    batch.unchanged += outcomes.get(RowOutcome.UNCHANGED, 0)
    batch.cursor, batch.tree = cursor, {"size": size, "peaks": peaks}
    batch.save(update_fields=["created", "updated", "unchanged", "cursor", "tree"])


def finish(actor: Actor, batch: Batch) -> Batch:
    """One ledger entry with the root of all changes."""
    batch.state = BATCH.check("finish", state=batch.state).target
    tree = _tree_of(batch)
    # A batch that an earlier release began has leaves that are not in its tree.
    is_whole = tree.size == batch.created + batch.updated
    batch.root = tree.root().hex() if is_whole else queries.root_of_changes(batch)
    batch.applied_at = timezone.now()
    batch.save(update_fields=["state", "root", "applied_at"])
    names = ("dataset", "sha256", "rows", "accepted", "rejected", "warned", "created", "updated", "unchanged", "root")
    entry = record(actor, "exchange.batch_applied", batch, **{name: getattr(batch, name) for name in names})
    publish(entry, BatchSettled(str(batch.pk)))
    return batch


def _tree_of(batch: Batch) -> GrowingRoot:
    return GrowingRoot.resume(batch.tree["size"], batch.tree["peaks"]) if batch.tree else GrowingRoot()
