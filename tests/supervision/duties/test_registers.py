"""Powers handed over and bodies commissioned: registered, published by a second person, ended."""

from dataclasses import replace
from datetime import date

import pytest

from tests.supervision.duties.factories import build, handler, head
from tongjian.foundation.casework.models import Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.org.models import EnforcementStatus, Officer
from tongjian.pure.codes import make_uscc
from tongjian.supervision.duties import operations as act
from tongjian.supervision.duties import queries
from tongjian.supervision.duties.choices import Stage
from tongjian.supervision.duties.queries import RegisterFilter

VIEWER = Actor.system("测试", "duties.view")
TEXT = act.CommissionText(
    name="太原市食品检查中心", uscc=make_uscc("12", "140100", "DEM00001"), document="并市监委〔2026〕1号",
    scope="日常检查", valid_from=date(2026, 11, 1), valid_until=date(2027, 11, 1),
)  # fmt: skip


def transfer_of(city, **changes):
    given = {
        "from_code": "140100-XF", "to_code": "140100-SCJG", "document": "晋政函〔2026〕5号",
        "effective_on": date(2026, 12, 1), "item_codes": ["XF-002"], **changes,
    }  # fmt: skip
    return act.register_transfer(actor=handler(city, city.fire), **given)


def commission_of(city, text=TEXT, codes=("SCJG-001",)):
    return act.register_commission(actor=handler(city), principal_code="140100-SCJG", text=text, item_codes=codes)


def cell(city, stage, on):
    item = city.fire_item.item
    return [
        (duty.agency_kind_id, duty.role) for duty in queries.duties_of(VIEWER, "140100", [item], on)[item.pk][stage]
    ]


def test_enforcement_goes_over_and_the_former_owner_goes_on_checking_and_helping(city, clock):
    build(city)
    transfer = transfer_of(city)
    assert Todo.objects.get(step="publish_record").agency == city.fire
    with pytest.raises(NotAllowed, match="登记人"):
        actor = replace(head(city, city.fire), user_id=transfer.registered_by)
        act.publish_transfer(actor=actor, transfer_id=transfer.pk)
    act.publish_transfer(actor=head(city, city.fire), transfer_id=transfer.pk)
    before, after = date(2026, 11, 30), date(2026, 12, 1)
    assert cell(city, Stage.ENFORCEMENT, before) == [("XF", "lead")]
    assert cell(city, Stage.ENFORCEMENT, after) == [("SCJG", "lead")]
    assert cell(city, Stage.ROUTINE, after) == [("XF", "lead")]
    assert cell(city, Stage.TECHNICAL, after) == [("XF", "technical")]
    assert not Todo.objects.filter(state="open").exists()
    clock.move_to("2027-01-01T10:00:00+08:00")
    with pytest.raises(RuleViolated, match="理由"):
        act.end_transfer(actor=head(city, city.fire), transfer_id=transfer.pk, reason=" ")
    act.end_transfer(actor=head(city, city.fire), transfer_id=transfer.pk, reason="承接能力不足")
    assert cell(city, Stage.ENFORCEMENT, date(2027, 1, 1)) == [("XF", "lead")]
    assert cell(city, Stage.TECHNICAL, date(2027, 1, 1)) == []


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"to_code": "140100-XF"}, "不能是原主管部门自己"),
        ({"to_code": "没有"}, "没有这个代码"),
        ({"document": " "}, "文号"),
        ({"continuing": " "}, "继续承担"),
        ({"item_codes": ["SCJG-001"]}, "不是太原市消防救援局的事项"),
        ({"item_codes": []}, "没有填写事项"),
    ],
)
def test_a_transfer_is_whole(city, changes, sentence):
    with pytest.raises(RuleViolated, match=sentence):
        transfer_of(city, **changes)


@pytest.mark.engine("sqlite")
def test_powers_go_only_to_a_published_enforcement_subject_and_not_into_the_past(city, clock):
    transfer = transfer_of(city)
    EnforcementStatus.objects.filter(agency=city.market).delete()
    with pytest.raises(RuleViolated) as refused:
        act.publish_transfer(actor=head(city, city.fire), transfer_id=transfer.pk)
    assert refused.value.code == "V01"
    clock.move_to("2026-12-05T10:00:00+08:00")
    with pytest.raises(RuleViolated, match="生效日期已过"):
        act.publish_transfer(actor=head(city, city.fire), transfer_id=transfer.pk)
    with pytest.raises(NotAllowed):
        act.register_transfer(
            actor=handler(city), from_code="140100-XF", to_code="140100-SCJG", document="x",
            effective_on=date(2027, 1, 1), item_codes=["XF-002"],
        )  # fmt: skip


def test_a_commission_holds_within_its_items_its_time_and_its_principal(city, clock):
    body = commission_of(city)
    items, other = [city.market_item.item_id], [city.fire_item.item_id]
    assert "没有公布" in queries.may_check(body, items).reason
    act.publish_commission(actor=head(city), body_id=body.pk)
    assert queries.may_check(body, items).allowed
    outside = queries.may_check(body, items + other)
    assert (outside.code, "不在委托事项内" in outside.reason) == ("V04", True)
    assert queries.may_check(body, items, date(2027, 11, 1)).code == "V04"
    EnforcementStatus.objects.filter(agency=city.market).update(valid_until=date(2026, 11, 20))
    assert queries.may_check(body, items).code == "V01"
    clock.move_to("2026-12-01T10:00:00+08:00")
    act.end_commission(actor=head(city), body_id=body.pk, reason="委托任务完成")
    assert queries.may_check(body, items).code == "V04"
    with pytest.raises(IllegalTransition):
        act.end_commission(actor=head(city), body_id=body.pk, reason="再次")


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"document": " "}, "委托书"),
        ({"scope": " "}, "委托权限"),
        ({"uscc": "12140100DEM000019X"}, "统一社会信用代码"),
        ({"valid_until": date(2026, 11, 23)}, "期满日期"),
    ],
)
def test_a_letter_of_commission_is_whole(city, changes, sentence):
    with pytest.raises(RuleViolated, match=sentence):
        commission_of(city, replace(TEXT, **changes))


@pytest.mark.engine("sqlite")
def test_what_waits_is_unseen_by_others_and_what_is_published_is_public(city):
    body, transfer = commission_of(city), transfer_of(city)
    with pytest.raises(RuleViolated, match="不是"):
        commission_of(city, codes=["XF-002"])
    with pytest.raises(NotFound):
        act.publish_commission(actor=head(city, city.fire), body_id=body.pk)
    public = Actor.public()
    assert not queries.list_commissions(public, RegisterFilter()).exists()
    act.publish_commission(actor=head(city), body_id=body.pk)
    with pytest.raises(NotAllowed, match="审核人"):
        act.end_commission(actor=head(city, city.fire), body_id=body.pk, reason="x")
    act.publish_transfer(actor=head(city, city.fire), transfer_id=transfer.pk)
    assert queries.list_commissions(public, RegisterFilter(text="食品检查")).get().items == 1
    assert queries.list_transfers(public, RegisterFilter(text="晋政函")).get() == transfer
    assert queries.list_enforcers(RegisterFilter(text="市场")).get().commissions


def test_who_checks_for_a_body_holds_a_certificate_of_the_principal_and_belongs_to_one_body(city):
    body = commission_of(city)
    own = list(Officer.objects.filter(agency=city.market).order_by("pk")[:2])
    stranger = Officer.objects.filter(agency=city.fire).first()
    name = {"actor": handler(city), "body_id": body.pk}
    with pytest.raises(RuleViolated, match="委托机关的有效执法证"):
        act.name_officers(**name, officer_ids=[stranger.pk])
    act.name_officers(**name, officer_ids=[one.pk for one in own])
    act.name_officers(**name, officer_ids=[own[0].pk])
    assert list(queries.officers_commissioned(body)) == [own[0]]
    assert {one.name for ones in queries.bodies_of_officers([one.pk for one in own]).values() for one in ones} == {
        own[0].name
    }
    other = commission_of(city, replace(TEXT, document="并市监委〔2026〕2号"))
    with pytest.raises(RuleViolated, match="已经列入"):
        act.name_officers(**name | {"body_id": other.pk}, officer_ids=[own[0].pk])
    with pytest.raises(NotFound):
        act.name_officers(**name | {"actor": handler(city, city.fire)}, officer_ids=[])
    with pytest.raises(NotAllowed):
        act.name_officers(**name | {"actor": VIEWER}, officer_ids=[])
