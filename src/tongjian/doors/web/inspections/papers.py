"""Documents about a visit: looking at one before it has a number, and issuing it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tongjian.doors.face.pages import notice
from tongjian.doors.web.documents.views import pdf
from tongjian.foundation.casework import queries as casework
from tongjian.foundation.casework.models import Document
from tongjian.foundation.casework.operations import Draft, preview_document
from tongjian.foundation.casework.policies import can_issue
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import Verdict
from tongjian.supervision.inspections import operations, papers, queries
from tongjian.supervision.inspections.models import Visit, VisitTeam


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that is due: where to look at it, where to issue it, and whether one may."""

    title: str
    preview: str
    issue: str
    verdict: Verdict


def notice_due(actor: Actor, visit: Visit) -> Paper | None:
    """The notice of a check that has its code; the leading department issues it."""
    lead = papers.lead_of(visit)
    if lead is None or not visit.is_check or queries.find_valid_code(visit) is None:
        return None
    preview, issue = (reverse(f"inspections:{act}-notice", args=[visit.pk]) for act in ("preview", "issue"))
    return Paper("检查通知书", preview, issue, _may(actor, visit, lead, papers.NOTICE))


def result_due(actor: Actor, team: VisitTeam) -> Paper | None:
    """What a department tells the enterprise once its results are reviewed."""
    if team.reviewed_at is None:
        return None
    preview, issue = (reverse(f"inspections:{act}-result", args=[team.pk]) for act in ("preview", "issue"))
    return Paper("结果告知书", preview, issue, _may(actor, team.visit, team, papers.RESULT))


def _may(actor: Actor, visit: Visit, team: VisitTeam, kind: str) -> Verdict:
    return can_issue(
        actor, team.agency, kind=kind, matter_kind=visit._meta.label_lower, matter_id=str(visit.pk)
    )  # fmt: skip


def documents_of(actor: Actor, visit: Visit) -> QuerySet[Document]:
    """Those of one's own agency."""
    return casework.documents_of(actor, visit._meta.label_lower, str(visit.pk))


@require_safe
def preview_notice(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    return _preview(request, papers.notice_of(queries.get_visit(request.actor, visit_id)))


@require_safe
def preview_result(request: ActorRequest, team_id: UUID) -> HttpResponse:
    return _preview(request, papers.result_of(queries.get_team(request.actor, team_id)))


def _preview(request: ActorRequest, draft: Draft | None) -> HttpResponse:
    if draft is None:
        raise RuleViolated("document_not_due", "现在还不能制发这份文书。")
    return pdf(preview_document(actor=request.actor, draft=draft), f"{draft.title}（样稿）.pdf")


@require_POST
def issue_notice(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    return _issued(
        request, operations.issue_notice(actor=request.actor, visit_id=visit_id, verify_at=_verify_at(request))
    )


@require_POST
def issue_result(request: ActorRequest, team_id: UUID) -> HttpResponse:
    return _issued(
        request, operations.issue_result(actor=request.actor, team_id=team_id, verify_at=_verify_at(request))
    )


def _issued(request: ActorRequest, document: Document) -> HttpResponse:
    notice(request, f"已制发，文号 {document.number}。")
    return redirect(document.get_absolute_url())


def _verify_at(request: ActorRequest) -> str:
    return request.build_absolute_uri(reverse("portal:verify-document"))
