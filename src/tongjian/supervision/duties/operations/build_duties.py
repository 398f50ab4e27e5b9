"""批量生成职责。"""

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.duties.models import Duty
from tongjian.supervision.duties.operations._matrix import lock_matrix
from tongjian.supervision.duties.policies import can_settle
from tongjian.supervision.duties.queries import BUILT_STAGES, unbuilt

BASIS = "谁主管、谁监管：按事项的监管部门批量生成"


@transaction.atomic
def build_duties(*, actor: Actor) -> int:
    """Whoever supervises an item leads its routine checks, warnings, clues, enforcement and credit in this place.
    Items with any duty there, now or before, are left alone. Access and technical support are not known from the list
    of items: they stay open until somebody lays them down. Returns how many items were added."""
    require(can_settle(actor))
    place = lock_matrix(actor.region_code)
    today = timezone.localdate()
    items = list(unbuilt(actor, place.pk).values_list("item", "item__agency_kind").order_by("item"))
    rows = [
        Duty(
            region=place, item_id=item, stage=stage, agency_kind_id=kind, role=ParticipationRole.LEAD, basis=BASIS,
            is_built=True, valid_from=today,
        )
        for item, kind in dict(items).items()
        for stage in BUILT_STAGES
    ]  # fmt: skip
    Duty.objects.bulk_create(rows, batch_size=1000)
    if rows:
        record(actor, "duties.built", place, region=place.pk, items=len(dict(items)), duties=len(rows))
    return len(dict(items))
