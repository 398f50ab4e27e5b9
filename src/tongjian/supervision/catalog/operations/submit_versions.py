"""批量提交审核。"""

from collections.abc import Sequence
from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.operations._bulk import BulkReport, each
from tongjian.supervision.catalog.operations.submit_version import submit_version


def submit_versions(*, actor: Actor, version_ids: Sequence[UUID]) -> BulkReport:
    """Each as `submit_version`, in its own savepoint and with its own ledger entry."""

    def submit(version_id: UUID) -> ItemVersion:
        return submit_version(actor=actor, version_id=version_id)

    return each(version_ids, submit)
