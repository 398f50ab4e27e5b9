"""作废文书。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.models import Document
from tongjian.foundation.casework.policies import can_void, visible_documents
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record


@transaction.atomic
def void_document(*, actor: Actor, document_id: UUID, reason: str) -> Document:
    """It keeps its number and its file; whoever verifies it reads that it is void."""
    document = visible_documents(actor).select_for_update(of=("self",)).filter(pk=document_id).first()
    if document is None:
        raise NotFound("document_not_found", "没有这份文书，或者您无权查看。")
    require(can_void(actor, document))
    if not reason.strip():
        raise RuleViolated("reason_missing", "请写明作废的理由。")
    document.voided_at, document.voided_by, document.void_reason = timezone.now(), actor.user_id, reason.strip()
    document.save(update_fields=["voided_at", "voided_by", "void_reason"])
    record(
        actor, "document.voided", document, number=document.number, kind=document.kind,
        agency_id=str(document.agency_id), sha256=document.sha256, reason=document.void_reason,
    )  # fmt: skip
    return document
