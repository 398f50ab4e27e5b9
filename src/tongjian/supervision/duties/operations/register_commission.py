"""登记执法委托。"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import next_number
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.queries import published_enforcers
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.codes import uscc_problem
from tongjian.supervision.duties.models import CommissionedBody, CommissionedItem
from tongjian.supervision.duties.operations._registers import (
    PENALTY_LAW,
    agency_of,
    ask_to_publish,
    items_of_department,
)
from tongjian.supervision.duties.policies import can_register


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionText:
    """What the letter of commission says. `valid_until` is the first day on which it no longer holds."""

    name: str
    uscc: str
    document: str
    scope: str
    valid_from: date
    valid_until: date


@transaction.atomic
def register_commission(
    *, actor: Actor, principal_code: str, text: CommissionText, item_codes: Collection[str]
) -> CommissionedBody:
    """An agency that may check itself (V01) commissions a body with items of its own; a second person publishes it
    (《行政处罚法》第20条：委托书应当载明具体事项、权限、期限，并向社会公布)."""
    principal = agency_of(principal_code, "principal_code")
    require(can_register(actor, principal))
    _check(text)
    if principal.pk not in published_enforcers([principal.pk]):
        raise rulebook.refusal("V01", f"（委托机关：{principal.name}。）")
    items = items_of_department(actor, item_codes, principal)
    region = principal.region_id
    body = CommissionedBody.objects.create(
        code=f"WT-{region}-{next_number(actor=actor, series=f'执法委托-{region}'):03d}",
        principal=principal, name=text.name.strip()[:100], uscc=text.uscc.strip().upper(),
        document=text.document.strip()[:200], scope=text.scope.strip(), valid_from=text.valid_from,
        valid_until=text.valid_until, registered_by=actor.user_id, registered_at=timezone.now(),
    )  # fmt: skip
    CommissionedItem.objects.bulk_create(CommissionedItem(body=body, item=item) for item in items)
    ask_to_publish(actor, body)
    record(
        actor, "commission.registered", body, code=body.code, uscc=body.uscc, principal_id=str(principal.pk),
        document=body.document, valid_from=body.valid_from.isoformat(), valid_until=body.valid_until.isoformat(),
        items=[item.code for item in items],
    )  # fmt: skip
    return body


def _check(text: CommissionText) -> None:
    if not text.name.strip() or not text.scope.strip():
        raise RuleViolated("scope_missing", "请填写受委托组织的名称和委托权限。", PENALTY_LAW, field="scope")
    if not text.document.strip():
        raise rulebook.refusal("V04", "（没有委托书文号。）")
    if uscc_problem(text.uscc.strip().upper()):
        raise rulebook.refusal("V18", f"（{text.uscc}）")
    if text.valid_until <= text.valid_from or text.valid_until <= timezone.localdate():
        raise RuleViolated("term_wrong", "委托期满日期应当晚于起始日期和今天。", PENALTY_LAW, field="valid_until")
