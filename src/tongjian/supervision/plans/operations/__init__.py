"""Every way to change a plan."""

from tongjian.supervision.plans import events
from tongjian.supervision.plans.operations._lines import LineContent, understood
from tongjian.supervision.plans.operations.answer_proposal import answer_proposal
from tongjian.supervision.plans.operations.apply_lines import apply_lines
from tongjian.supervision.plans.operations.approve_change import approve_change
from tongjian.supervision.plans.operations.ask_for_plans import ask_for_plans
from tongjian.supervision.plans.operations.choose_lead import choose_lead
from tongjian.supervision.plans.operations.draft_plan import draft_plan
from tongjian.supervision.plans.operations.file_plan import file_plan
from tongjian.supervision.plans.operations.hand_in_plan import hand_in_plan
from tongjian.supervision.plans.operations.note_silence import note_silence
from tongjian.supervision.plans.operations.open_consolidation import open_consolidation
from tongjian.supervision.plans.operations.propose_change import propose_change
from tongjian.supervision.plans.operations.publish_joint_plan import publish_joint_plan
from tongjian.supervision.plans.operations.publish_plan import publish_plan
from tongjian.supervision.plans.operations.receive_plan_file import receive_plan_file
from tongjian.supervision.plans.operations.refuse_change import refuse_change
from tongjian.supervision.plans.operations.remove_line import remove_line
from tongjian.supervision.plans.operations.return_plan import return_plan
from tongjian.supervision.plans.operations.send_back_plan import send_back_plan
from tongjian.supervision.plans.operations.settle_proposal import settle_proposal
from tongjian.supervision.plans.operations.stage_lines import stage_lines
from tongjian.supervision.plans.operations.start_staging_lines import start_staging_lines
from tongjian.supervision.plans.operations.submit_plan import submit_plan
from tongjian.supervision.plans.operations.undo_lines import undo_lines
from tongjian.supervision.plans.operations.withdraw_plan import withdraw_plan
from tongjian.supervision.plans.operations.write_line import write_line

__all__ = [
    "LineContent",
    "apply_lines",
    "approve_change",
    "settle_proposal",
    "publish_joint_plan",
    "open_consolidation",
    "note_silence",
    "choose_lead",
    "answer_proposal",
    "ask_for_plans",
    "draft_plan",
    "events",
    "file_plan",
    "hand_in_plan",
    "propose_change",
    "publish_plan",
    "receive_plan_file",
    "refuse_change",
    "remove_line",
    "return_plan",
    "send_back_plan",
    "stage_lines",
    "start_staging_lines",
    "submit_plan",
    "undo_lines",
    "understood",
    "withdraw_plan",
    "write_line",
]
