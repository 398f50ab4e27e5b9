"""An entry without a check: the market department's visit to a gas filling station, announced, approved and coded."""

from tongjian.doors.demo import past, people
from tongjian.supervision.inspections import operations as visits
from tongjian.supervision.inspections import queries as inspections
from tongjian.supervision.registry.models import Entity

_AGENCY = "140100-SCJG"


def observe() -> None:
    entity = Entity.objects.filter(name__contains="工业气体", region__code__startswith="1401").order_by("uscc").last()
    if entity is None:
        return
    handler, head = people.of(_AGENCY, "handler"), people.of(_AGENCY, "head")
    assert handler.agency_id is not None
    officers = inspections.officers_for_order(handler.agency_id, entity.pk).values_list("pk", flat=True)
    content = visits.EntryContent(
        entity_id=entity.pk,
        kind="research",
        purpose="调研气瓶充装信息化追溯系统建设情况，听取企业意见。",
        planned_on=past.workday(3),
        officer_ids=tuple(officers[:2]),
    )
    with past.at(past.workday(-2)):
        visit = visits.announce_entry(actor=handler, content=content)
        team = visit.teams.get()
        visits.submit_team(actor=handler, team_id=team.pk)
        visits.approve_team(actor=head, team_id=team.pk)
        visits.issue_code(actor=handler, visit_id=visit.pk)
