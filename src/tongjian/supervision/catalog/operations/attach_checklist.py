"""关联检查表。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotFound
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.operations._lock import lock_version
from tongjian.supervision.catalog.policies import can_attach_checklist, visible_checklists


@transaction.atomic
def attach_checklist(*, actor: Actor, version_id: UUID, checklist_code: str) -> ItemVersion:
    """A person decides which checklist belongs to an item; an empty code detaches. A published version that has
    one keeps it: a change makes the next version."""
    version = lock_version(actor, version_id)
    require(can_attach_checklist(actor, version))
    if version.state == VersionState.RETIRED or (version.state == VersionState.PUBLISHED and version.checklist_id):
        raise IllegalTransition("version_immutable", "已发布的版本不能改换检查表，请编制新版本。")
    checklist = visible_checklists(actor).filter(code=checklist_code).first()
    if checklist is None and checklist_code:
        raise NotFound("checklist_not_found", "没有这张检查表。")
    version.checklist = checklist
    version.save(update_fields=["checklist"])
    data = {"code": version.item.code, "number": version.number, "checklist": checklist_code}
    record(actor, "item.checklist_attached", version.item, **data)
    return version
