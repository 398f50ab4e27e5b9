"""The matrix of a place: built from what is known, changed by acts, read as of a day."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.supervision.duties.factories import SHARED, build, handler, items_of, share_content
from tests.supervision.planning.factories import actor_of, make_agency, make_item, make_region
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.supervision.catalog.models import Adoption
from tongjian.supervision.duties.choices import Stage
from tongjian.supervision.duties.models import Duty
from tongjian.supervision.duties.operations import assign_duty, build_duties, end_duty
from tongjian.supervision.duties.queries import MatrixFilter, duties_of, findings, list_items

VIEWER = Actor.system("测试", "duties.view")


def cells(city, stage, on=None):
    items = items_of(city)
    found = duties_of(VIEWER, "140100", items, on)
    return [[(duty.agency_kind_id, duty.role) for duty in found[item.pk][stage]] for item in items]


def test_whoever_supervises_an_item_leads_five_stages_and_building_twice_adds_nothing(city):
    assert (build(city), build(city)) == (2, 0)
    assert cells(city, Stage.CLUE) == [[("SCJG", "lead")], [("XF", "lead")]]
    assert cells(city, Stage.ACCESS) == [[], []]
    assert Duty.objects.count() == 10
    assert Entry.objects.get(action="duties.built").data == '{"duties":10,"items":2,"region":"140100"}'
    assert [item.code for item in list_items(VIEWER, MatrixFilter(region="140100", department="XF"))] == ["XF-002"]


@pytest.mark.engine("sqlite")
def test_only_the_coordinator_keeps_the_matrix_and_an_item_one_cannot_see_does_not_exist(city):
    with pytest.raises(NotAllowed, match="统筹部门"):
        build_duties(actor=handler(city))
    given = {"stage": Stage.ACCESS, "department": "XF", "role": "lead", "basis": "会议纪要"}
    with pytest.raises(NotFound):
        assign_duty(actor=city.coordinator, item_code="没有", **given)
    with pytest.raises(NotFound, match="部门类别"):
        assign_duty(actor=city.coordinator, item_code="XF-002", **given | {"department": "没有"})
    with pytest.raises(RuleViolated, match="依据"):
        assign_duty(actor=city.coordinator, item_code="XF-002", **given | {"basis": " "})
    with pytest.raises(RuleViolated, match="早于今天"):
        assign_duty(actor=city.coordinator, item_code="XF-002", valid_from=date(2026, 1, 1), **given)
    make_region("140200", "大同市", "city", "140000")
    elsewhere = actor_of(make_agency("DT", "大同统筹", "140200", is_coordinator=True), Role.COORDINATOR)
    build(city)
    with pytest.raises(NotAllowed, match="当地"):
        end_duty(actor=elsewhere, duty_id=Duty.objects.first().pk, reason="调整")
    with pytest.raises(RuleViolated, match="理由"):
        end_duty(actor=city.coordinator, duty_id=Duty.objects.first().pk, reason=" ")


def test_a_stage_has_one_lead_and_what_was_in_force_stays_readable(city, clock):
    build(city)
    given = {"item_code": "XF-002", "stage": Stage.ROUTINE, "department": "SCJG", "basis": "市政府会议纪要〔2026〕3号"}
    with pytest.raises(RuleViolated, match="已由消防救援牵头"):
        assign_duty(actor=city.coordinator, role="lead", **given)
    assign_duty(actor=city.coordinator, role="cooperate", **given)
    assert cells(city, Stage.ROUTINE)[1] == [("XF", "lead"), ("SCJG", "cooperate")]
    clock.move_to("2026-12-01T10:00:00+08:00")
    lead = Duty.objects.get(item__code="XF-002", stage=Stage.ROUTINE, role="lead")
    end_duty(actor=city.coordinator, duty_id=lead.pk, reason="职责划转")
    assert cells(city, Stage.ROUTINE)[1] == [("SCJG", "cooperate")]
    assert cells(city, Stage.ROUTINE, date(2026, 11, 30))[1] == [("XF", "lead"), ("SCJG", "cooperate")]
    with pytest.raises(NotFound, match="已经终止"):
        end_duty(actor=city.coordinator, duty_id=lead.pk, reason="再次")
    assert build(city) == 0


def test_the_same_content_about_the_same_objects_led_by_two_is_an_overlap(city):
    share_content(city.market_item, city.fire_item)
    build(city)
    (one,) = findings(VIEWER).overlaps
    assert (one.region, [item.code for item in one.items]) == ("140100", ["SCJG-001", "XF-002"])
    assert (one.objects, one.reasons) == (("发卡企业",), (f"同一内容：{SHARED.rstrip('。')}",))
    assert one.departments == ("市场监督管理", "消防救援")
    assert one.stages == (Stage.ROUTINE, Stage.WARNING, Stage.CLUE, Stage.ENFORCEMENT, Stage.CREDIT)
    assert findings(VIEWER, "140200").overlaps == ()
    assert findings(VIEWER, about=[city.fire_item.item_id]) == findings(VIEWER)
    elsewhere = make_item(city.market, "别的事项").item_id
    assert findings(VIEWER, about=[elsewhere]).overlaps == ()


@pytest.mark.engine("sqlite")
def test_other_objects_are_no_overlap(city):
    share_content(city.market_item)
    share_content(city.fire_item, objects="加油站")
    build(city)
    assert findings(VIEWER).overlaps == ()


def test_several_departments_without_a_lead_are_an_overlap_and_one_alone_a_gap(city):
    build(city)
    lead = Duty.objects.get(item__code="XF-002", stage=Stage.WARNING)
    end_duty(actor=city.coordinator, duty_id=lead.pk, reason="职责不清")
    (gap,) = findings(VIEWER).gaps
    assert (gap.item.code, gap.stages, gap.reason) == ("XF-002", (Stage.WARNING,), "没有明确责任部门")
    for kind in ("SCJG", "XF"):
        assign_duty(
            actor=city.coordinator, item_code="XF-002", stage=Stage.WARNING, department=kind, role="cooperate",
            basis="会议纪要",
        )  # fmt: skip
    (one,) = findings(VIEWER).overlaps
    assert (one.reasons, one.stages) == (("多个部门参与，没有牵头部门",), (Stage.WARNING,))
    assert findings(VIEWER).gaps == ()


def test_a_permit_needs_an_owner_of_access_and_a_test_needs_support(city):
    version = city.fire_item
    version.permit_name, version.method = "公众聚集场所投入使用、营业前消防安全检查", "抽样检验"
    version.save()
    build(city)
    (gap,) = findings(VIEWER).gaps
    assert (gap.stages, "投入使用" in gap.reason) == ((Stage.ACCESS, Stage.TECHNICAL), True)
    given = {"item_code": "XF-002", "department": "SCJG", "basis": "会议纪要"}
    assign_duty(actor=city.coordinator, stage=Stage.ACCESS, role="lead", **given)
    assign_duty(actor=city.coordinator, stage=Stage.TECHNICAL, role="technical", **given)
    assert findings(VIEWER).gaps == ()


def test_what_a_place_declined_and_nobody_leads_there_is_a_gap(city):
    item = make_item(city.market, "燃气使用安全检查").item
    item.region_id, item.level = "140000", "province"
    item.save()
    Adoption.objects.create(
        item=item, agency=city.market, choice="decline", state="published", reason="由城管部门承担",
        chosen_at="2026-01-01T00:00:00Z", valid_from=date(2026, 1, 1),
    )  # fmt: skip
    build(city)
    (gap,) = findings(VIEWER).gaps
    assert (gap.item.pk, "不领用：由城管部门承担" in gap.reason) == (item.pk, True)
    for stage in gap.stages[:1]:
        assign_duty(
            actor=city.coordinator, item_code=item.code, stage=stage, department="XF", role="lead", basis="纪要"
        )
    assert Stage.ROUTINE not in findings(VIEWER).gaps[0].stages


def test_findings_cost_the_same_however_many_items_there_are(city):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            findings(VIEWER)
        return len(queries)

    share_content(city.market_item, city.fire_item)
    build(city)
    lead = Duty.objects.get(item__code="XF-002", stage=Stage.WARNING)
    end_duty(actor=city.coordinator, duty_id=lead.pk, reason="职责不清")
    before = count()
    more = [make_item(agency, f"检查{number}") for number in range(4) for agency in (city.market, city.fire)]
    share_content(*more)
    build(city)
    assert count() == before <= 10
