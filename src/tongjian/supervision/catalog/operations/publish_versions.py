"""批量发布事项。"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.operations._bulk import BulkReport, each
from tongjian.supervision.catalog.operations.publish_version import publish_version


def publish_versions(*, actor: Actor, version_ids: Sequence[UUID], valid_from: date | None = None) -> BulkReport:
    """Each as `publish_version`, in its own savepoint and with its own ledger entry."""

    def publish(version_id: UUID) -> ItemVersion:
        return publish_version(actor=actor, version_id=version_id, valid_from=valid_from)

    return each(version_ids, publish)
