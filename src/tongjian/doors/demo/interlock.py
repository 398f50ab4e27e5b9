"""A routine check that gets no code because a check after the permit stands for it this year (V09)."""

from datetime import date, timedelta

from tongjian.doors.demo import cycle, past, people
from tongjian.foundation.org import queries as org
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.inspections import operations as visits
from tongjian.supervision.inspections import queries as inspections
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.registry.models import Entity

_AGENCY = "140100-SCJG"


def refuse_a_routine_check(codes: dict[str, str]) -> None:
    """`codes`: number in the file of items → code. The visit after the permit has its code; the routine one is
    approved and waits."""
    fillers = Entity.objects.filter(name__contains="工业气体", region__code__startswith="1401")
    filling = fillers.order_by("uscc").first()
    if filling is None:
        return
    post, routine = (_visit(filling, codes[number]) for number in ("SCJG-11", "SCJG-12"))
    cycle.prepare(post, past.workday(2), asked_on=past.workday(-3), approve=True)
    _approve(routine, past.workday(6))


def _visit(entity: Entity, item_code: str) -> Visit:
    agency = org.get_agency_by_code(_AGENCY)
    version = ItemVersion.objects.get(item__code=item_code, state="published")
    officers = inspections.officers_for_order(agency.pk, entity.pk).values_list("pk", flat=True)[:2]
    today = past.workday(0)
    team = visits.TeamDraft(
        agency_id=agency.pk,
        role="lead",
        items=(visits.ItemDraft(item_version_id=version.pk),),
        officers=tuple(visits.OfficerDraft(place=n, officer_id=pk) for n, pk in enumerate(officers, start=1)),
    )
    draft = visits.VisitDraft(
        entity_id=entity.pk,
        region_code=entity.region_id or agency.region_id,
        address=entity.address,
        origin="年度计划:特种设备安全监督检查（演练）",
        sequence=1,
        year=today.year,
        is_practice=True,
        window_from=past.workday(-5),
        window_until=today + timedelta(days=20),
        teams=(team,),
    )
    with past.at(past.workday(-4)):
        return visits.create_visits(actor=people.of("140100-XZSP", "coordinator"), drafts=[draft])[0]


def _approve(visit: Visit, day: date) -> None:
    with past.at(past.workday(-1)):
        handler = people.of(_AGENCY, "handler")
        visits.set_visit_date(actor=handler, visit_id=visit.pk, planned_on=day)
        [team] = visit.teams.all()
        visits.submit_team(actor=handler, team_id=team.pk)
    with past.at(past.workday(-1), 15):
        visits.approve_team(actor=people.of(_AGENCY, "head"), team_id=team.pk)
