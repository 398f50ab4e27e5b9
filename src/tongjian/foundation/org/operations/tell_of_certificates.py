"""提醒续办快到期和已到期的执法证。"""

from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.org.events import CertificateEnding
from tongjian.foundation.org.models import Officer
from tongjian.foundation.org.queries import certificate_notice, ending_certificates, is_to_be_told


def tell_of_certificates(*, actor: Actor) -> dict[str, int]:
    """One short transaction per officer; safe to interrupt, safe to run twice. Nobody is told where the rulebook sets
    no time of notice."""
    require(ALLOW if actor.has("org.tell_of_certificates") else deny("没有提醒续证的权限。"))
    notice = certificate_notice()
    if notice is None:
        return {"told": 0}
    return {"told": sum(_tell(actor, officer.pk, notice) for officer in ending_certificates(notice))}


@transaction.atomic
def _tell(actor: Actor, officer_id: UUID, notice: timedelta) -> bool:
    skip_locked = connection.features.has_select_for_update_skip_locked
    officer = Officer.objects.select_for_update(skip_locked=skip_locked).filter(pk=officer_id).first()
    if officer is None or not is_to_be_told(officer, notice):
        return False
    today = timezone.localdate()
    officer.certificate_told_on = today
    officer.save(update_fields=["certificate_told_on"])
    until, has_ended = officer.certificate_until, officer.certificate_until <= today
    entry = record(
        actor, "officer.certificate_ending", officer, certificate_until=until.isoformat(), has_ended=has_ended
    )
    publish(entry, CertificateEnding(str(officer.pk)))
    return True
