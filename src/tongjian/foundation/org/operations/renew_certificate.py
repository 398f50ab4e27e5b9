"""更新执法证有效期。"""

from datetime import date
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
def renew_certificate(*, actor: Actor, officer_id: UUID, certificate_until: date) -> Officer:
    """The new end must be later than the present one."""
    officer = lock_officer(actor, officer_id)
    require(can_manage_officers_of(actor, officer.agency))
    if certificate_until <= officer.certificate_until:
        raise RuleViolated("certificate_dates", "新的有效期应当晚于现在的有效期。")
    officer.certificate_until = certificate_until
    officer.save(update_fields=["certificate_until"])
    entry = record(actor, "officer.renewed", officer, certificate_until=certificate_until.isoformat())
    publish(entry, CertificateSettled(str(officer.pk)))
    return officer
