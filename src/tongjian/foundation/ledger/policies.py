"""Who may read the record."""

from django.db.models import QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.ledger.models import Entry, VerificationRun


def visible_entries(actor: Actor) -> QuerySet[Entry]:
    """Auditors and the host see all; officials see what their own agency did. The content holds no personal data."""
    if actor.has("ledger.view_all"):
        return Entry.objects.all()
    if actor.has("ledger.view") and actor.agency_id is not None:
        return Entry.objects.filter(agency_id=str(actor.agency_id))
    return Entry.objects.none()


def may_see_entry_of(actor: Actor, agency_id: str) -> bool:
    """The same door for an entry whose agency is known already."""
    if actor.has("ledger.view_all"):
        return True
    return actor.has("ledger.view") and actor.agency_id is not None and agency_id == str(actor.agency_id)


def visible_runs(actor: Actor) -> QuerySet[VerificationRun]:
    """Whether the record is intact concerns everybody who may look into it."""
    return VerificationRun.objects.all() if actor.has("ledger.view") else VerificationRun.objects.none()


def can_verify(actor: Actor) -> Verdict:
    return ALLOW if actor.has("ledger.view") else deny("您没有核验存证的权限。")
