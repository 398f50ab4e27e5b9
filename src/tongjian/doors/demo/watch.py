"""Visits outside the plan, reports of entries without a code, and what the watchers say to it all."""

from datetime import date, timedelta

from django.utils import timezone

from tongjian.doors.demo import cycle, past, people
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org import queries as org
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.inspections import operations as visits
from tongjian.supervision.inspections import queries as inspections
from tongjian.supervision.inspections.choices import ReportConclusion
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.registry.models import Entity

_WATCHER = Actor.system("定时任务：监督巡查", "inspections.watch")


def go_outside_the_plan() -> None:
    """A complaint that waits for its day, and an emergency whose approval is still to come."""
    checked = Visit.objects.filter(state="published", teams__agency__code="140100-SCJG").order_by("sequence")
    visited = checked.select_related("entity").first()
    shops = Entity.objects.filter(name__contains="餐饮", region__code__startswith="1401").order_by("uscc")
    dangerous = Entity.objects.filter(name__contains="化工", region__code__startswith="1401").order_by("uscc")
    first = visited.entity if visited is not None else shops[0]
    with past.at(past.workday(-2)):
        _order("140100-SCJG", first, "complaint", "太12345〔演示〕0917号", "太原市12345政务服务便民热线",
               "群众反映售卖过期食品", is_emergency=False)  # fmt: skip
    with past.at(past.workday(-1), 15):
        urgent = _order(
            "140100-YJ", dangerous.first() or shops[1], "accident", "应急值班〔演示〕3号", "太原市应急指挥中心",
            "值班电话报告储罐区有刺激性气味", is_emergency=True,
        )  # fmt: skip
        visits.record_entry(actor=_inspector_of(urgent), visit_id=urgent.pk)


def _inspector_of(visit: Visit) -> Actor:
    user = visit.teams.get().officers.order_by("place")[0].officer.user
    assert user is not None  # officers of the demo have accounts
    return people.person(user.username)


def _order(
    agency: str, entity: Entity, kind: str, number: str, source: str, reason: str, *, is_emergency: bool
) -> Visit:
    handler = people.of(agency, "handler")
    own = org.get_agency_by_code(agency)
    versions = catalog.published_versions(handler, agency_kind=own.kind_id, region=own.region_id)
    officers = inspections.officers_for_order(own.pk, entity.pk).values_list("pk", flat=True)[:2]
    content = visits.CauseContent(
        entity_id=entity.pk,
        kind=kind,
        document_number=number,
        document_from=source,
        document_on=timezone.localdate(),
        reason=reason,
        item_version_ids=(versions[0].pk,),
        officer_ids=tuple(officers),
        is_emergency=is_emergency,
    )
    return visits.order_visit(actor=handler, content=content)


def come_again() -> None:
    """A campaign (演练) that meets an enterprise just visited, and one whose visit is still ahead."""
    today = past.workday(0)
    visited, waiting = (
        Visit.objects.filter(is_practice=True, state=state).order_by("sequence").first()
        for state in ("published", "planned")
    )
    if visited is not None:
        again = _campaign(visited, today)
        cycle.prepare(again, past.workday(1), asked_on=past.workday(-3), approve=True)
    if waiting is not None:
        _campaign(waiting, waiting.planned_on or today)


def _campaign(visit: Visit, day: date) -> Visit:
    """Another department wants the same enterprise around that day."""
    taking_part = set(visit.teams.values_list("agency__code", flat=True))
    code = next(code for code in ("140100-XF", "140100-SW", "140100-SCJG") if code not in taking_part)
    own, handler = org.get_agency_by_code(code), people.of(code, "handler")
    versions = catalog.published_versions(handler, agency_kind=own.kind_id, region=own.region_id)
    officers = inspections.officers_for_order(own.pk, visit.entity_id).values_list("pk", flat=True)[:2]
    team = visits.TeamDraft(
        agency_id=own.pk,
        role="lead",
        items=(visits.ItemDraft(item_version_id=versions[0].pk),),
        officers=tuple(visits.OfficerDraft(place=n, officer_id=pk) for n, pk in enumerate(officers, start=1)),
    )
    draft = visits.VisitDraft(
        entity_id=visit.entity_id,
        region_code=visit.region_id,
        address=visit.address,
        origin="专项检查:冬季消防和安全生产专项检查（演练）",
        sequence=1,
        year=visit.year,
        is_practice=True,
        window_from=day - timedelta(days=3),
        window_until=day + timedelta(days=20),
        teams=(team,),
    )
    with past.at(past.workday(-4)):
        return visits.create_visits(actor=people.of("140100-XZSP", "coordinator"), drafts=[draft])[0]


def hear_reports() -> None:
    """Two answered, with the same department found without a code, and one that waits."""
    coordinator = people.of("140100-XZSP", "coordinator")
    accused = org.get_agency_by_code("140100-CG")
    told = (
        (-12, "140105", "龙城小馆", "来了两个人，没有出示检查码，拍照后离开。"),
        (-7, "140106", "汾河便利店", "检查人员说没带手机，没有出示检查码。"),
        (-1, "140108", "晋味轩餐饮", "自称街道办的两个人要看台账，没有出示任何证件。"),
    )
    for days, region, name, what in told:
        with past.at(past.workday(days), 11):
            content = visits.ReportContent(
                region_code=region,
                entity_name=name,
                entered_on=timezone.localdate(),
                visitors="两人",
                what=what,
                sender=f"demo{days}",
            )
            report = visits.report_entry(actor=Actor.public(), content=content)
        if days == -1:
            continue
        with past.at(past.workday(days + 3), 16):
            visits.conclude_report(
                actor=coordinator,
                report_id=report.pk,
                conclusion=ReportConclusion.UNCODED,
                accused_id=accused.pk,
                reply="经核查属实，已要求该机关说明情况。感谢您的反映。",
            )


def look() -> None:
    """Everything the hourly job would find."""
    visits.run_watchers(actor=_WATCHER)
