"""扫码确认检查人员到场。"""

import hashlib

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import EntryWitness, Visit, VisitCode
from tongjian.supervision.inspections.queries import arrival_problem, plain_code


@transaction.atomic
def confirm_arrival(*, actor: Actor, code: str) -> EntryWitness:
    """Whoever holds the code confirms that its team has come: the enterprise, at the door, on the day. Holding the
    code is the right to do it; asking again changes nothing. Nothing about the person or the device is kept."""
    row = VisitCode.objects.filter(code=plain_code(code)).first()
    if row is None:
        raise NotFound("code_not_found", "没有这个检查码。")
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=row.visit_id)
    row.refresh_from_db()
    row.visit = visit
    earlier = EntryWitness.objects.filter(visit=visit).first()
    if earlier is not None:
        return earlier
    if visit.state not in (VisitState.CODED, VisitState.UNDERWAY):
        raise RuleViolated("visit_over", "这次检查已经结束或者取消，不能再确认到场。")
    if problem := arrival_problem(row):
        raise RuleViolated("arrival_refused", problem, "国办发〔2024〕54号")
    witness = EntryWitness.objects.create(visit=visit, code=row, at=timezone.now())
    record(actor, "visit.arrival_confirmed", visit, code_sha256=hashlib.sha256(row.code.encode()).hexdigest())
    return witness
