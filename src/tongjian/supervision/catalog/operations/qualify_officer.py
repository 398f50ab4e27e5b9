"""登记执法人员的事项资格。"""

from datetime import date
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Officer
from tongjian.supervision.catalog.models import Item, Qualification
from tongjian.supervision.catalog.policies import can_qualify


@transaction.atomic
def qualify_officer(
    *, actor: Actor, officer_id: UUID, item_code: str, valid_until: date | None = None
) -> Qualification:
    """An officer may check the items of the own kind of department only."""
    require(can_qualify(actor))
    officers = Officer.objects.select_related("agency").select_for_update(of=("self",))
    officer = officers.filter(pk=officer_id).first()
    if officer is None or actor.agency_id not in (None, officer.agency_id):
        raise NotFound("officer_not_found", "没有这名执法人员，或者您无权管理。")
    item = Item.objects.filter(code=item_code).first()
    if item is None:
        raise NotFound("item_not_found", "没有这个监管事项。")
    if item.agency_kind_id != officer.agency.kind_id:
        raise RuleViolated("item_of_another_department", "只能登记本部门类别的事项。")
    qualification, _ = Qualification.objects.update_or_create(
        officer=officer, item=item, defaults={"valid_until": valid_until}
    )
    until = valid_until.isoformat() if valid_until else ""
    record(actor, "officer.qualified", qualification, officer_id=str(officer.pk), code=item.code, valid_until=until)
    return qualification
