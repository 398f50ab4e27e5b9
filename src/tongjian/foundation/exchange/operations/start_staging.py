"""提交校验：核对人工确认的列。"""

from collections.abc import Mapping
from uuid import UUID

from tongjian.foundation.exchange import queries
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.operations.begin_staging import begin_staging
from tongjian.foundation.exchange.reading import Columns
from tongjian.foundation.kernel.actor import Actor


def start_staging(*, actor: Actor, batch_id: UUID, columns: Columns, mapping: Mapping[str, str]) -> Batch:
    """Holds the mapping of a person against the head of the file and keeps it for the job that checks the rows
    (`stage_file` without a mapping). Raises RuleViolated, with nothing changed, for a mapping that cannot be."""
    batch = queries.get_batch(actor, batch_id)
    with queries.sheet_of(batch) as sheet:
        chosen = columns.check(mapping, sheet.header)
        return begin_staging(actor=actor, batch_id=batch_id, sheet=sheet, mapping=chosen)
