"""发起职责协调。"""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import next_number
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.catalog.policies import visible_items
from tongjian.supervision.duties.choices import SettlementKind, SettlementState
from tongjian.supervision.duties.models import Settlement, SettlementItem
from tongjian.supervision.duties.operations._matrix import POLICY, lock_matrix
from tongjian.supervision.duties.operations._settlements import ask_departments, clean_stages
from tongjian.supervision.duties.policies import can_settle


@transaction.atomic
def open_settlement(
    *,
    actor: Actor,
    kind: SettlementKind,
    title: str,
    description: str,
    item_codes: Collection[str],
    stages: Collection[str],
    departments: Collection[str],
    object_kind: str = "",
) -> Settlement:
    """The coordinator asks these kinds of department of its place about an overlap or a gap. Its code is
    `ZZ-<region>-<three digits>`. One item is settled once at a time for a stage."""
    require(can_settle(actor))
    assert actor.agency_id is not None
    place = lock_matrix(actor.region_code)
    stages = clean_stages(stages)
    if kind == SettlementKind.NEW_BUSINESS:
        raise RuleViolated("new_business_is_proposed", "新业态由部门提出，统筹部门受理。", POLICY)
    if not title.strip() or not description.strip():
        raise RuleViolated("description_missing", "请填写名称和情况说明。", POLICY, field="description")
    items = list(visible_items(actor).filter(code__in=set(item_codes)).order_by("code"))
    if not items or len(items) != len(set(item_codes)):
        raise NotFound("item_not_found", "涉及的事项中有的不存在，或者没有填写事项。")
    known = Settlement.objects.filter(region=place, state=SettlementState.OPINIONS, settlement_items__item__in=items)
    for other in known.distinct():
        if set(other.stages) & set(stages):
            raise Conflict("settlement_under_way", f"所选事项和环节正在协调（{other.code}），不能重复发起。")
    settlement = Settlement.objects.create(
        code=f"ZZ-{place.pk}-{next_number(actor=actor, series=f'职责协调-{place.pk}'):03d}",
        kind=kind, region=place, title=title.strip()[:200], description=description.strip(),
        object_kind=object_kind.strip()[:200], stages=stages, state=SettlementState.OPINIONS,
        opened_by_agency_id=actor.agency_id, coordinator_id=actor.agency_id, opened_by=actor.user_id,
        opened_at=timezone.now(),
    )  # fmt: skip
    SettlementItem.objects.bulk_create(SettlementItem(settlement=settlement, item=item) for item in items)
    asked = ask_departments(actor, settlement, departments)
    record(
        actor, "settlement.opened", settlement, code=settlement.code, kind=str(kind), stages=stages,
        items=[item.code for item in items], departments=[agency.kind_id for agency in asked],
    )  # fmt: skip
    return settlement
