"""Every way to change clocks, to-dos, hand-overs and numbers.

Procedures call these inside their own transactions; `matter` is the model instance the clock or to-do is about.
"""

from tongjian.foundation.casework import events
from tongjian.foundation.casework.operations.accept_handover import accept_handover
from tongjian.foundation.casework.operations.announce import announce
from tongjian.foundation.casework.operations.ask_arbiter import ask_arbiter
from tongjian.foundation.casework.operations.call_webhooks import call_webhooks
from tongjian.foundation.casework.operations.cancel_clocks import cancel_clocks
from tongjian.foundation.casework.operations.check_clocks import check_clocks
from tongjian.foundation.casework.operations.choose_mail import choose_mail
from tongjian.foundation.casework.operations.confirm_mail import confirm_mail
from tongjian.foundation.casework.operations.create_webhook import create_webhook
from tongjian.foundation.casework.operations.decide_arbitration import decide_arbitration
from tongjian.foundation.casework.operations.end_todos import end_todos
from tongjian.foundation.casework.operations.end_webhook import end_webhook
from tongjian.foundation.casework.operations.extend_clock import extend_clock
from tongjian.foundation.casework.operations.hand_on_todos import hand_on_todos
from tongjian.foundation.casework.operations.issue_document import Draft, issue_document, preview_document
from tongjian.foundation.casework.operations.mail_news import mail_news
from tongjian.foundation.casework.operations.mark_read import mark_read
from tongjian.foundation.casework.operations.meet_clock import meet_clock
from tongjian.foundation.casework.operations.next_number import next_number
from tongjian.foundation.casework.operations.next_numbers import next_numbers
from tongjian.foundation.casework.operations.offer_handover import offer_handover
from tongjian.foundation.casework.operations.open_todo import open_todo
from tongjian.foundation.casework.operations.pause_webhook import pause_webhook
from tongjian.foundation.casework.operations.recompute_provisional_clocks import recompute_provisional_clocks
from tongjian.foundation.casework.operations.resend_webhook import resend_webhook
from tongjian.foundation.casework.operations.resume_clock import resume_clock
from tongjian.foundation.casework.operations.resume_webhook import resume_webhook
from tongjian.foundation.casework.operations.return_handover import return_handover
from tongjian.foundation.casework.operations.send_test_mail import send_test_mail
from tongjian.foundation.casework.operations.start_clock import start_clock
from tongjian.foundation.casework.operations.suspend_clock import suspend_clock
from tongjian.foundation.casework.operations.tell_people import tell_people
from tongjian.foundation.casework.operations.try_webhook import try_webhook
from tongjian.foundation.casework.operations.void_document import void_document
from tongjian.foundation.casework.operations.withdraw_arbitrations import withdraw_arbitrations

__all__ = [
    "try_webhook",
    "resume_webhook",
    "resend_webhook",
    "pause_webhook",
    "end_webhook",
    "create_webhook",
    "call_webhooks",
    "choose_mail",
    "confirm_mail",
    "mail_news",
    "send_test_mail",
    "Draft",
    "issue_document",
    "preview_document",
    "void_document",
    "accept_handover",
    "announce",
    "ask_arbiter",
    "cancel_clocks",
    "check_clocks",
    "decide_arbitration",
    "end_todos",
    "events",
    "extend_clock",
    "hand_on_todos",
    "mark_read",
    "meet_clock",
    "next_number",
    "next_numbers",
    "offer_handover",
    "open_todo",
    "recompute_provisional_clocks",
    "resume_clock",
    "return_handover",
    "start_clock",
    "suspend_clock",
    "tell_people",
    "withdraw_arbitrations",
]
