"""制发行政检查结果告知书。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.casework.models import Document
from tongjian.foundation.casework.operations import issue_document
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.supervision.inspections import papers, queries


@transaction.atomic
def issue_result(*, actor: Actor, team_id: UUID, verify_at: str) -> Document:
    """By each department about its own items, after a second person has reviewed them. Raises RuleViolated before."""
    draft = papers.result_of(queries.get_team(actor, team_id))
    if draft is None:
        raise RuleViolated("not_reviewed", "检查结果审核以后才能制发告知书。")
    return issue_document(actor=actor, draft=draft, verify_at=verify_at)
