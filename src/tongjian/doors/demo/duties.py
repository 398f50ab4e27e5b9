"""Who answers for what in the demo city: one overlap settled, one gap and one overlap still open, a new kind of
business, powers handed over, a body commissioned."""

from collections.abc import Mapping
from datetime import date

from tongjian.doors.demo import past, people
from tongjian.foundation.kernel.actor import Actor
from tongjian.pure.codes import make_uscc
from tongjian.supervision.duties import operations as act
from tongjian.supervision.duties.choices import Outcome, SettlementKind, Stage, Wish
from tongjian.supervision.duties.models import Settlement
from tongjian.supervision.duties.queries import BUILT_STAGES

CITY = "140100"
BUILT_ON, OPENED_ON, ANSWERED_ON, DECIDED_ON = date(2026, 3, 3), date(2026, 4, 7), date(2026, 4, 10), date(2026, 4, 16)
ALL = [str(stage) for stage in BUILT_STAGES]
CARD = "单用途预付卡监管职责交叉"
CARD_OPINIONS = {
    "SW": (Wish.LEAD, "《单用途商业预付卡管理办法（试行）》规定商务主管部门负责发卡备案和资金管理，由我局牵头。"),
    "SCJG": (Wish.COOPERATE, "依照《消费者权益保护法》处理退款和合同纠纷，购卡章程告知情况随商务部门一并检查。"),
}


def lay_down(codes: Mapping[str, str]) -> None:
    """`codes` leads from the number in the file of items to the item's code."""
    coordinator = people.of(f"{CITY}-XZSP", "coordinator")
    with past.at(BUILT_ON):
        act.build_duties(actor=coordinator)
    with past.at(OPENED_ON):
        card = _open_card(coordinator, codes)
    with past.at(ANSWERED_ON):
        for kind, (wish, text) in CARD_OPINIONS.items():
            handler = people.of(f"{CITY}-{kind}", "handler")
            act.give_opinion(actor=handler, settlement_id=card.pk, wish=wish, text=text)
    with past.at(DECIDED_ON):
        note = "预付卡监管由商务部门牵头，一次入户；市场监管部门配合，负责合同、退款和消费纠纷。"
        decision = act.Decision(
            outcome=Outcome.LEAD, lead="SW", cooperating=("SCJG",), document="并政办函〔2026〕21号", note=note
        )
        act.decide_settlement(actor=coordinator, settlement_id=card.pk, decision=decision)


def leave_some_open(codes: Mapping[str, str]) -> None:
    """What waits for the people of the demo: a gap with one opinion given, and a new kind of business."""
    coordinator = people.of(f"{CITY}-XZSP", "coordinator")
    with past.at(past.workday(-3), 10):
        gap = act.open_settlement(
            actor=coordinator,
            kind=SettlementKind.GAP,
            title="校外培训场所消防准入环节职责空白",
            description="小型校外培训场所投入使用、营业前的消防安全检查，没有明确由哪个部门受理把关："
            "教育部门许可时不查消防，消防部门只查公众聚集场所，群众多次反映。",
            item_codes=[codes["XF-03"]],
            stages=[Stage.ACCESS],
            departments=["XF", "JY", "ZJ"],
            object_kind="校外培训机构",
        )
    with past.at(past.workday(-1), 9):
        handler = people.of(f"{CITY}-XF", "handler")
        text = (
            "公众聚集场所以外的小型培训场所不属于《消防法》第15条的检查范围，建议教育部门许可时联合踏勘，我支队配合。"
        )
        act.give_opinion(actor=handler, settlement_id=gap.pk, wish=Wish.COOPERATE, text=text)
        act.propose_business(
            actor=people.of(f"{CITY}-SCJG", "handler"),
            title="自助储值洗衣、洗车门店",
            object_kind="无人值守自助服务门店",
            description="无人值守、扫码储值消费，涉及预收资金、用电消防和给排水；全市约 260 家，没有主管部门，"
            "投诉由市场监管部门代为转办。建议商务部门牵头。",
        )
    _hand_over(codes)
    _commission(codes)


def _open_card(coordinator: Actor, codes: Mapping[str, str]) -> Settlement:
    return act.open_settlement(
        actor=coordinator,
        kind=SettlementKind.OVERLAP,
        title=CARD,
        description="商务、市场监管两个部门都检查发卡企业购卡章程是否履行告知义务，企业反映同一内容被查两次。",
        item_codes=[codes["SW-02"], codes["SCJG-07"]],
        stages=ALL,
        departments=["SW", "SCJG"],
        object_kind="单用途商业预付卡发卡企业",
    )


def _hand_over(codes: Mapping[str, str]) -> None:
    """Petrol vapour: the environment department goes on checking, the city's management punishes."""
    starts = past.workday(-5)
    with past.at(past.workday(-6), 9):
        transfer = act.register_transfer(
            actor=people.of(f"{CITY}-ST", "handler"),
            from_code=f"{CITY}-ST",
            to_code=f"{CITY}-CG",
            document="晋政函〔2026〕88号",
            effective_on=starts,
            item_codes=[codes["ST-01"]],
        )
        act.publish_transfer(actor=people.of(f"{CITY}-ST", "head"), transfer_id=transfer.pk)


def _commission(codes: Mapping[str, str]) -> None:
    starts = past.workday(-20)
    with past.at(starts, 9):
        text = act.CommissionText(
            name="太原市食品安全检查中心",
            uscc=make_uscc("12", CITY, "DEM00071"),
            document="并市监委〔2026〕7号",
            scope="以太原市市场监督管理局名义实施日常检查和抽样，不得实施行政处罚和行政强制。",
            valid_from=starts,
            valid_until=date(starts.year + 2, 1, 1),
        )
        body = act.register_commission(
            actor=people.of(f"{CITY}-SCJG", "handler"),
            principal_code=f"{CITY}-SCJG",
            text=text,
            item_codes=[codes["SCJG-05"], codes["SCJG-08"]],
        )
        act.publish_commission(actor=people.of(f"{CITY}-SCJG", "head"), body_id=body.pk)
