"""Who may see a visit, and who may do what with it."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.org.models import Agency
from tongjian.supervision.inspections.models import Visit, VisitTeam


def visible_visits(actor: Actor) -> QuerySet[Visit]:
    """The only door to a list of visits: one's agency takes part, or coordinates the region (or a region above it),
    or one audits that region. Jobs and the host see their region."""
    if not actor.has("inspections.view"):
        return Visit.objects.none()
    in_region = Q(region_id__startswith=subtree_digits(actor.region_code))
    if actor.agency_id is None or actor.has("planning.audit"):
        return Visit.objects.filter(in_region)
    takes_part = Exists(VisitTeam.objects.filter(visit=OuterRef("pk"), agency_id=actor.agency_id))
    coordinates = Exists(Agency.objects.filter(pk=actor.agency_id, kind__is_coordinator=True))
    return Visit.objects.filter(takes_part | (in_region & coordinates))


def visible_teams(actor: Actor) -> QuerySet[VisitTeam]:
    """Who sees a visit sees all departments in it."""
    return VisitTeam.objects.filter(visit__in=visible_visits(actor))


def subtree_digits(region_code: str) -> str:
    """140000 → 14, 140100 → 1401, 140105 → 140105: what the codes of a region and all below it begin with."""
    if len(region_code) != 6:
        return region_code or "-"
    if region_code.endswith("0000"):
        return region_code[:2]
    return region_code[:4] if region_code.endswith("00") else region_code


def can_create_visits(actor: Actor) -> Verdict:
    if actor.has("planning.coordinate") or actor.has("inspections.create"):
        return ALLOW
    return deny("没有生成检查的权限。")
