"""Every way to change a visit."""

from tongjian.supervision.inspections import events
from tongjian.supervision.inspections.operations._making import ItemDraft, OfficerDraft, TeamDraft, VisitDraft
from tongjian.supervision.inspections.operations._passages import Place
from tongjian.supervision.inspections.operations.accept_team import accept_team
from tongjian.supervision.inspections.operations.announce_entry import EntryContent, announce_entry
from tongjian.supervision.inspections.operations.answer_check_points import PointAnswer, answer_check_points
from tongjian.supervision.inspections.operations.answer_notice import answer_notice
from tongjian.supervision.inspections.operations.approve_team import approve_team
from tongjian.supervision.inspections.operations.ask_designation import ask_designation
from tongjian.supervision.inspections.operations.cancel_visit import cancel_visit
from tongjian.supervision.inspections.operations.conclude_report import conclude_report
from tongjian.supervision.inspections.operations.confirm_arrival import confirm_arrival
from tongjian.supervision.inspections.operations.create_visits import create_visits
from tongjian.supervision.inspections.operations.decline_team import decline_team
from tongjian.supervision.inspections.operations.designate_team import designate_team
from tongjian.supervision.inspections.operations.enter_item_result import enter_item_result
from tongjian.supervision.inspections.operations.issue_code import issue_code
from tongjian.supervision.inspections.operations.issue_notice import issue_notice
from tongjian.supervision.inspections.operations.issue_result import issue_result
from tongjian.supervision.inspections.operations.join_visits import join_visits
from tongjian.supervision.inspections.operations.offer_team import offer_team
from tongjian.supervision.inspections.operations.open_notice import open_notice
from tongjian.supervision.inspections.operations.order_visit import CauseContent, order_visit
from tongjian.supervision.inspections.operations.publish_results import publish_results
from tongjian.supervision.inspections.operations.record_entry import record_entry
from tongjian.supervision.inspections.operations.record_exit import record_exit
from tongjian.supervision.inspections.operations.replace_officer import replace_officer
from tongjian.supervision.inspections.operations.report_entry import ReportContent, report_entry
from tongjian.supervision.inspections.operations.return_answer import return_answer
from tongjian.supervision.inspections.operations.return_results import return_results
from tongjian.supervision.inspections.operations.return_team import return_team
from tongjian.supervision.inspections.operations.review_results import review_results
from tongjian.supervision.inspections.operations.revoke_code import revoke_code
from tongjian.supervision.inspections.operations.run_watchers import run_watchers
from tongjian.supervision.inspections.operations.set_visit_date import set_visit_date
from tongjian.supervision.inspections.operations.submit_results import submit_results
from tongjian.supervision.inspections.operations.submit_team import submit_team

__all__ = [
    "EntryContent",
    "announce_entry",
    "confirm_arrival",
    "return_answer",
    "ReportContent",
    "conclude_report",
    "report_entry",
    "answer_notice",
    "open_notice",
    "run_watchers",
    "CauseContent",
    "order_visit",
    "issue_notice",
    "issue_result",
    "ItemDraft",
    "OfficerDraft",
    "Place",
    "PointAnswer",
    "TeamDraft",
    "VisitDraft",
    "accept_team",
    "answer_check_points",
    "approve_team",
    "ask_designation",
    "cancel_visit",
    "create_visits",
    "decline_team",
    "designate_team",
    "enter_item_result",
    "events",
    "issue_code",
    "join_visits",
    "offer_team",
    "publish_results",
    "record_entry",
    "record_exit",
    "replace_officer",
    "return_results",
    "return_team",
    "review_results",
    "revoke_code",
    "set_visit_date",
    "submit_results",
    "submit_team",
]
