"""制发行政检查通知书。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.casework.models import Document
from tongjian.foundation.casework.operations import issue_document
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.rulebook.queries import refusal, required
from tongjian.supervision.inspections import papers, queries


@transaction.atomic
def issue_notice(*, actor: Actor, visit_id: UUID, verify_at: str) -> Document:
    """By the leading department, of a visit that has its code. Raises RuleViolated before."""
    visit = queries.get_visit(actor, visit_id)
    if not visit.is_check:
        raise refusal("V07")
    draft = papers.notice_of(visit)
    if draft is None:
        raise RuleViolated("code_missing", "赋码以后才能制发检查通知书。", required("visit.notice").citation)
    return issue_document(actor=actor, draft=draft, verify_at=verify_at)
