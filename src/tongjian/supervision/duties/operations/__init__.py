"""Every way to change duties."""

from tongjian.supervision.duties import events
from tongjian.supervision.duties.operations.assign_duty import assign_duty
from tongjian.supervision.duties.operations.build_duties import build_duties
from tongjian.supervision.duties.operations.close_settlement import close_settlement
from tongjian.supervision.duties.operations.decide_settlement import Decision, decide_settlement
from tongjian.supervision.duties.operations.end_commission import end_commission
from tongjian.supervision.duties.operations.end_duty import end_duty
from tongjian.supervision.duties.operations.end_transfer import end_transfer
from tongjian.supervision.duties.operations.give_opinion import give_opinion
from tongjian.supervision.duties.operations.name_officers import name_officers
from tongjian.supervision.duties.operations.open_settlement import open_settlement
from tongjian.supervision.duties.operations.propose_business import propose_business
from tongjian.supervision.duties.operations.publish_commission import publish_commission
from tongjian.supervision.duties.operations.publish_transfer import publish_transfer
from tongjian.supervision.duties.operations.register_commission import CommissionText, register_commission
from tongjian.supervision.duties.operations.register_transfer import register_transfer
from tongjian.supervision.duties.operations.take_up_settlement import take_up_settlement

__all__ = [
    "name_officers",
    "CommissionText",
    "end_commission",
    "end_transfer",
    "publish_commission",
    "publish_transfer",
    "register_commission",
    "register_transfer",
    "Decision",
    "assign_duty",
    "build_duties",
    "close_settlement",
    "decide_settlement",
    "end_duty",
    "events",
    "give_opinion",
    "open_settlement",
    "propose_business",
    "take_up_settlement",
]
