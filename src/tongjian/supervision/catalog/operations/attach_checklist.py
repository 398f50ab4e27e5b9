"""关联检查表。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotFound
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.operations._lock import lock_version
from tongjian.supervision.catalog.policies import can_attach_checklist, takes_checklist, visible_checklists


@transaction.atomic
def attach_checklist(*, actor: Actor, version_id: UUID, checklist_code: str) -> ItemVersion:
    """A person decides which checklist belongs to an item; an empty code detaches. What is under review stays as it
    is, and a published version that has one keeps it: a change makes the next version."""
    version = lock_version(actor, version_id)
    require(can_attach_checklist(actor, version))
    if not takes_checklist(version):
        sentence = "送审或发布的版本不能改换检查表：送审的先退回修改，已发布的请编制新版本。"
        raise IllegalTransition("version_immutable", sentence)
    checklist = visible_checklists(actor).filter(code=checklist_code).first()
    if checklist is None and checklist_code:
        raise NotFound("checklist_not_found", "没有这张检查表。")
    version.checklist = checklist
    version.save(update_fields=["checklist"])
    data = {"code": version.item.code, "number": version.number, "checklist": checklist_code}
    record(actor, "item.checklist_attached", version.item, **data)
    return version
