"""指定职责。"""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency, AgencyKind
from tongjian.supervision.catalog.queries import get_item
from tongjian.supervision.duties.choices import Stage
from tongjian.supervision.duties.models import Duty
from tongjian.supervision.duties.operations._matrix import POLICY, end_rows, lock_matrix, refuse_backdated
from tongjian.supervision.duties.policies import can_settle


@transaction.atomic
def assign_duty(
    *,
    actor: Actor,
    item_code: str,
    stage: Stage,
    department: str,
    role: ParticipationRole,
    basis: str,
    agency_code: str = "",
    valid_from: date | None = None,
) -> Duty:
    """A department of the coordinator's place answers for a stage of an item, from today or later. Its earlier role
    there ends; there is one lead only. `agency_code` names an agency that is not the place's own of the kind."""
    require(can_settle(actor))
    place = lock_matrix(actor.region_code)
    item = get_item(actor, item_code)
    today = timezone.localdate()
    starts = valid_from or today
    refuse_backdated(starts, today)
    if not basis.strip():
        raise RuleViolated("basis_missing", "请填写依据（文件、文号或者会议纪要）。", POLICY, field="basis")
    kind = AgencyKind.objects.filter(pk=department).first()
    if kind is None:
        raise NotFound("department_not_found", "没有这个部门类别。")
    if kind.is_deliberative and role == ParticipationRole.LEAD:
        raise RuleViolated("deliberative_body", "议事协调机构不能作为责任部门。", "国办发〔2024〕54号")
    agency = _agency(kind, agency_code)
    here = Q(region=place, item=item, stage=stage)
    end_rows(here & Q(agency_kind=kind, agency=agency), starts)
    lead = (
        Duty.objects.filter(here, role=ParticipationRole.LEAD, valid_until=None).select_related("agency_kind").first()
    )
    if role == ParticipationRole.LEAD and lead is not None:
        sentence = f"这个环节已由{lead.agency_kind.title}牵头；请先终止，或者发起职责协调。"
        raise RuleViolated("lead_taken", sentence, POLICY, field="role")
    duty = Duty.objects.create(
        region=place, item=item, stage=stage, agency_kind=kind, agency=agency, role=role, basis=basis.strip()[:300],
        valid_from=starts,
    )  # fmt: skip
    record(
        actor, "duty.assigned", item, region=place.pk, item=item.code, stage=str(stage), department=kind.pk,
        role=str(role), basis=duty.basis, valid_from=starts.isoformat(),
    )  # fmt: skip
    return duty


def _agency(kind: AgencyKind, code: str) -> Agency | None:
    if not code:
        return None
    agency = Agency.objects.filter(code=code, kind=kind).first()
    if agency is None:
        raise NotFound("agency_not_found", "没有这个代码的本类机关。")
    return agency
