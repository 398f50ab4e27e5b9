"""Who may read the record."""

from django.db.models import QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.models import Entry


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
