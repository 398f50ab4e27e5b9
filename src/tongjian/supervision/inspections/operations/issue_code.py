"""赋码：the interlock between what was decided and who may knock at the door."""

import hashlib
import secrets
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.errors import refuse_all
from tongjian.supervision.inspections.models import VisitCode
from tongjian.supervision.inspections.operations._lock import lock_entity_of, lock_visit
from tongjian.supervision.inspections.queries import code_valid_until, new_code, refusals_for_code
from tongjian.supervision.inspections.workflow import VISIT_WORKFLOW


@transaction.atomic
def issue_code(*, actor: Actor, visit_id: UUID) -> VisitCode:
    """Issues the code when every department's head has approved and V01 to V09 hold now.
    An emergency may have its approval afterwards (先查后批).

    The enterprise's row is locked first, so however many requests come at once, only the lawful number of visits of
    a year receives a code. Raises VisitRefused with every rule that stands against it.
    """
    entity = lock_entity_of(actor, visit_id)
    visit = lock_visit(actor, visit_id)
    visit.entity = entity
    require(policies.can_issue_code(actor, visit))
    transition = VISIT_WORKFLOW.check("issue_code", state=visit.state)
    refuse_all(refusals_for_code(visit))
    code = VisitCode.objects.create(
        visit=visit,
        code=new_code(secrets.choice),
        issued_at=timezone.now(),
        issued_by=actor.user_id,
        valid_until=code_valid_until(visit, visit.teams.all()),
    )
    visit.state = VisitState(transition.target)
    visit.save(update_fields=["state"])
    end_todos(actor=actor, matter=visit)
    record(
        actor,
        "visit.code_issued",
        visit,
        code_sha256=hashlib.sha256(code.code.encode()).hexdigest(),
        valid_until=code.valid_until.isoformat(),
        planned_on=visit.planned_on.isoformat() if visit.planned_on else "",
    )
    return code
