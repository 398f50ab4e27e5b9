"""Who may take a place on a team. The operation asks again; this only spares people choices that will be refused."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from tongjian.foundation.org.models import Officer
from tongjian.foundation.org.queries import certified_officers
from tongjian.supervision.catalog.queries import qualified_officer_ids
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import VisitOfficer, VisitTeam
from tongjian.supervision.registry.models import Interest
from tongjian.supervision.registry.queries import family_of


def candidates_for(team: VisitTeam) -> QuerySet[Officer]:
    """Officers of the department: certified on the day, qualified for every item, without an interest in the
    enterprise, not on the team and not on another visit of the day."""
    on = team.visit.planned_on or timezone.localdate()
    officers = certified_officers([team.agency_id], on)
    items = set(team.items.values_list("item_version__item", flat=True))
    for able in (qualified_officer_ids(items, on).get(item_id, set()) for item_id in items):
        officers = officers.filter(pk__in=able)
    taken = VisitOfficer.objects.filter(team=team, replaced_at=None).values("officer")
    recused = Interest.objects.filter(entity__in=family_of(team.visit.entity_id), ended_at=None).values("officer")
    officers = officers.exclude(pk__in=taken).exclude(pk__in=recused)
    if team.visit.planned_on is not None:
        busy = VisitOfficer.objects.filter(replaced_at=None, team__visit__planned_on=on)
        officers = officers.exclude(pk__in=busy.exclude(team__visit__state=VisitState.CANCELLED).values("officer"))
    return officers.order_by("certificate_number")


def officers_for_order(agency_id: UUID, entity_id: UUID) -> QuerySet[Officer]:
    """For a visit that is being ordered: certified today, without an interest in the enterprise."""
    recused = Interest.objects.filter(entity__in=family_of(entity_id), ended_at=None).values("officer")
    return certified_officers([agency_id]).exclude(pk__in=recused).order_by("certificate_number")
