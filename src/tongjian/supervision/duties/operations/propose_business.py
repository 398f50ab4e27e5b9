"""提出新业态定性。"""

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import next_number
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency
from tongjian.supervision.duties.choices import SettlementKind, SettlementState
from tongjian.supervision.duties.models import Settlement
from tongjian.supervision.duties.operations._matrix import POLICY
from tongjian.supervision.duties.operations._settlements import TAKE_UP, ask_coordinator
from tongjian.supervision.duties.policies import can_propose
from tongjian.supervision.duties.queries import BUILT_STAGES


@transaction.atomic
def propose_business(*, actor: Actor, title: str, description: str, object_kind: str) -> Settlement:
    """A department says that nobody answers for a new kind of business; the coordinator of its place is to take it up
    (晋政办发〔2023〕39号第1条：新产业、新业态由市政府研判定性)."""
    require(can_propose(actor))
    if not title.strip() or not object_kind.strip():
        raise RuleViolated("title_missing", "请填写新业态的名称和监管对象。", POLICY, field="title")
    if not description.strip():
        sentence = "请说明这种业态做什么、有哪些风险、为什么现有职责不能覆盖。"
        raise RuleViolated("description_missing", sentence, POLICY, field="description")
    assert actor.agency_id is not None
    own = Agency.objects.select_related("region").get(pk=actor.agency_id)
    offices = Agency.objects.filter(region=own.region_id, kind__is_coordinator=True, valid_until=None).order_by("code")
    coordinator = offices.first()
    if coordinator is None:
        raise RuleViolated("no_coordinator", "本地没有统筹部门，请先由系统管理员设立。")
    settlement = Settlement.objects.create(
        code=f"XYT-{own.region_id}-{next_number(actor=actor, series=f'新业态-{own.region_id}'):03d}",
        kind=SettlementKind.NEW_BUSINESS, region=own.region, title=title.strip()[:200],
        description=description.strip(), object_kind=object_kind.strip()[:200],
        stages=[str(stage) for stage in BUILT_STAGES], state=SettlementState.PROPOSED, opened_by_agency=own,
        coordinator=coordinator, opened_by=actor.user_id, opened_at=timezone.now(),
    )  # fmt: skip
    ask_coordinator(actor, settlement, TAKE_UP)
    record(actor, "settlement.proposed", settlement, code=settlement.code, title=settlement.title)
    return settlement
