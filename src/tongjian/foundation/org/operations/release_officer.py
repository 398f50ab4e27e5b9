"""执法人员离岗。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.org.events import CertificateSettled
from tongjian.foundation.org.models import Officer
from tongjian.foundation.org.operations._people import lock_officer
from tongjian.foundation.org.policies import can_manage_officers_of


@transaction.atomic
def release_officer(*, actor: Actor, officer_id: UUID, reason: str) -> Officer:
    """From now on the officer is not matched to visits; past visits keep them."""
    officer = lock_officer(actor, officer_id)
    require(can_manage_officers_of(actor, officer.agency))
    if not officer.is_active:
        raise RuleViolated("already_left", "这名执法人员已经离岗。")
    if not reason.strip():
        raise RuleViolated("reason_missing", "请说明理由。")
    officer.is_active = False
    officer.save(update_fields=["is_active"])
    entry = record(actor, "officer.left", officer, reason=reason.strip())
    publish(entry, CertificateSettled(str(officer.pk)))
    return officer
