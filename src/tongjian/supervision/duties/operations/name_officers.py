"""列明受委托组织的检查人员。"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.queries import certified_officers
from tongjian.supervision.duties.choices import RecordState
from tongjian.supervision.duties.models import CommissionedBody, CommissionedOfficer
from tongjian.supervision.duties.operations._registers import PENALTY_LAW, lock_commission
from tongjian.supervision.duties.policies import can_register


@transaction.atomic
def name_officers(*, actor: Actor, body_id: UUID, officer_ids: Collection[UUID]) -> CommissionedBody:
    """The whole list of who checks for the body, each with a certificate of the principal; whoever is not on it any
    more leaves. From then on they may check only within the commission (V04)."""
    body = lock_commission(actor, body_id)
    require(can_register(actor, body.principal))
    wanted = set(officer_ids)
    own = set(certified_officers([body.principal_id]).filter(pk__in=wanted).values_list("pk", flat=True))
    if own != wanted:
        sentence = "受委托组织的检查人员应当持委托机关的有效执法证。"
        raise RuleViolated("officer_of_another_agency", sentence, PENALTY_LAW, field="officers")
    present = CommissionedOfficer.objects.filter(left_at=None)
    if body.state == RecordState.ENDED and wanted:
        raise RuleViolated("commission_ended", "委托已经终止，不能再列入人员。", PENALTY_LAW)
    if taken := present.filter(officer__in=wanted).exclude(body=body).select_related("body", "officer").first():
        sentence = f"{taken.officer.name}已经列入{taken.body.name}。"
        raise RuleViolated("officer_of_another_body", sentence, PENALTY_LAW, field="officers")
    now = timezone.now()
    present.filter(body=body).exclude(officer__in=wanted).update(left_at=now)
    staying = set(present.filter(body=body).values_list("officer", flat=True))
    CommissionedOfficer.objects.bulk_create(
        CommissionedOfficer(body=body, officer_id=officer, named_at=now) for officer in sorted(wanted - staying)
    )
    record(actor, "commission.officers_named", body, code=body.code, officer_ids=sorted(map(str, wanted)))
    return body
