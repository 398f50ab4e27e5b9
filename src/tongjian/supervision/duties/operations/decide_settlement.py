"""记录职责决定。"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import cancel_clocks, meet_clock, open_todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import AgencyKind
from tongjian.supervision.catalog.operations import ItemText, draft_item
from tongjian.supervision.duties.choices import Outcome, SettlementKind, SettlementState
from tongjian.supervision.duties.models import Settlement, SettlementItem
from tongjian.supervision.duties.operations._matrix import POLICY, Decided, lay_down, lock_matrix, refuse_backdated
from tongjian.supervision.duties.operations._settlements import COMPILE, DECISION_CLOCK, end_asking, lock_settlement
from tongjian.supervision.duties.policies import can_settle
from tongjian.supervision.duties.queries import clocks_still_run, items_of, own_agencies
from tongjian.supervision.duties.workflow import SETTLEMENT_WORKFLOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`lead` and `cooperating` are kinds of department; `document` the number of what was issued; `note` what it says.
    `item_name` is the item that a new kind of business becomes."""

    outcome: Outcome
    document: str
    note: str
    lead: str = ""
    cooperating: tuple[str, ...] = ()
    effective_on: date | None = None
    item_name: str = ""


@transaction.atomic
def decide_settlement(*, actor: Actor, settlement_id: UUID, decision: Decision) -> Settlement:
    """The coordinator records who leads and who cooperates, by which document; the matrix follows from that day. Of a
    new kind of business it is the government's decision: it becomes an item of its owner, as a draft to be compiled.

    Departments that can still answer in time are waited for.
    """
    settlement = lock_settlement(actor, settlement_id)
    require(can_settle(actor, settlement.region_id))
    target = SETTLEMENT_WORKFLOW.check("decide", state=settlement.state).target
    if clocks_still_run(settlement):
        sentence = "还有部门没有反馈意见，而且没有超过期限；收齐意见或者期限届满后再作决定。"
        raise RuleViolated("opinions_missing", sentence, POLICY)
    starts = decision.effective_on or timezone.localdate()
    _check(settlement, decision, starts)
    lock_matrix(settlement.region_id)
    settlement.state, settlement.outcome = SettlementState(target), decision.outcome
    settlement.lead_id = decision.lead or None
    settlement.cooperating = [kind for kind in dict.fromkeys(decision.cooperating) if kind != decision.lead]
    settlement.document, settlement.note = decision.document.strip(), decision.note.strip()
    settlement.effective_on, settlement.decided_by, settlement.decided_at = starts, actor.user_id, timezone.now()
    settlement.save()
    if settlement.kind == SettlementKind.NEW_BUSINESS:
        _make_item(actor, settlement, decision)
    _follow(settlement)
    _finish(actor, settlement)
    return settlement


def _check(settlement: Settlement, decision: Decision, starts: date) -> None:
    if not decision.document.strip():
        raise RuleViolated("document_missing", "请填写决定的文号。", POLICY, field="document")
    refuse_backdated(starts, timezone.localdate())
    if decision.outcome == Outcome.APART:
        _check_apart(settlement, decision)
        return
    _check_departments(settlement, decision)
    if settlement.kind == SettlementKind.NEW_BUSINESS and not decision.item_name.strip():
        raise RuleViolated("item_name_missing", "请填写列入清单的事项名称。", POLICY, field="item_name")


def _check_apart(settlement: Settlement, decision: Decision) -> None:
    if settlement.kind != SettlementKind.OVERLAP:
        raise RuleViolated("lead_missing", "职责空白和新业态应当明确牵头部门。", POLICY, field="lead")
    if decision.lead:
        raise RuleViolated("lead_not_wanted", "各负其责的，不填写牵头部门。", POLICY, field="lead")


def _check_departments(settlement: Settlement, decision: Decision) -> None:
    if not decision.lead:
        raise RuleViolated("lead_missing", "请选择牵头部门。", POLICY, field="lead")
    wanted = {decision.lead, *decision.cooperating}
    if missing := wanted - set(own_agencies(settlement.region_id, wanted)):
        raise RuleViolated("department_not_here", f"本地没有这类部门：{'、'.join(sorted(missing))}。", field="lead")
    if AgencyKind.objects.filter(pk=decision.lead, is_deliberative=True).exists():
        raise RuleViolated("deliberative_body", "议事协调机构不能作为责任部门。", "国办发〔2024〕54号", field="lead")


def _make_item(actor: Actor, settlement: Settlement, decision: Decision) -> None:
    """A draft of the owner's; the owner compiles and publishes it as any other item."""
    text = ItemText(object_kind=settlement.object_kind, note=f"新业态定性 {settlement.code}：{settlement.document}")
    version = draft_item(actor=actor, agency_kind=decision.lead, name=decision.item_name, text=text)
    SettlementItem.objects.create(settlement=settlement, item=version.item)
    owner = own_agencies(settlement.region_id, [decision.lead])[decision.lead]
    open_todo(
        actor=actor, matter=settlement, step=COMPILE, title=f"编制新业态监管事项：{version.item.title}"[:200],
        agency_id=owner.pk, url=version.item.get_absolute_url(), capability="catalog.edit",
    )  # fmt: skip


def _follow(settlement: Settlement) -> None:
    if settlement.outcome != Outcome.LEAD or settlement.lead_id is None or settlement.effective_on is None:
        return
    decided = Decided(
        lead=settlement.lead_id, cooperating=tuple(settlement.cooperating), basis=settlement.document,
        on=settlement.effective_on, settlement=settlement,
    )  # fmt: skip
    items = settlement.settlement_items.values_list("item", flat=True)
    lay_down(settlement.region_id, items, settlement.stages, decided)


def _finish(actor: Actor, settlement: Settlement) -> None:
    meet_clock(actor=actor, matter=settlement, parameter_code=DECISION_CLOCK)
    for opinion in settlement.opinions.filter(done_at=None):
        cancel_clocks(actor=actor, matter=opinion, reason="已经作出决定")
    end_asking(actor, settlement)
    record(
        actor, "settlement.decided", settlement, code=settlement.code, outcome=settlement.outcome,
        lead=settlement.lead_id or "", cooperating=settlement.cooperating, stages=settlement.stages,
        items=[item.code for item in items_of(settlement)], document=settlement.document,
        effective_on=settlement.effective_on.isoformat() if settlement.effective_on else "",
    )  # fmt: skip
