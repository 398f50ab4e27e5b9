"""Documents of one's agency: list, one of them, its file, voiding it."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.acts import posted
from tongjian.doors.face.forms import ReasonForm
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.parts import Fact
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.web.documents.forms import DocumentFilterForm
from tongjian.foundation.casework import operations, policies, queries
from tongjian.foundation.casework.models import Document
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.org.queries import names_of_users

COLUMNS: list[Column[Document]] = [
    Column("number", "文号", lambda one: one.number, url=lambda one: one.get_absolute_url()),
    Column("title", "标题", lambda one: one.title, sort="title"),
    Column("matter", "事项", lambda one: one.matter or "—", url=lambda one: one.url, kind="code"),
    Column("issued", "制发时间", lambda one: one.issued_at, kind="datetime", sort="issued_at"),
    Column(
        "state", "状态", lambda one: "已作废" if one.voided_at else "有效", kind="badge",
        tone=lambda one: "off" if one.voided_at else "good",
    ),
]  # fmt: skip


@require_safe
def document_list(request: ActorRequest) -> HttpResponseBase:
    form = DocumentFilterForm(request.GET)
    rows = queries.list_documents(request.actor, form.to_filter())
    table = Table(request, COLUMNS, rows, name="文书", order=("-issued_at",))
    return list_page(request, "documents/list.html", table=table, filters=form)


@require_safe
def document_detail(request: ActorRequest, document_id: UUID) -> HttpResponse:
    document = queries.get_document(request.actor, document_id)
    people = names_of_users([str(document.issued_by or ""), str(document.voided_by or "")])
    context = {
        "document": document,
        "facts": _facts(document, people),
        "can_void": policies.can_void(request.actor, document),
        "verify": request.build_absolute_uri(reverse("portal:verify-document")),
        "entries": timeline_entries(timeline(document._meta.label_lower, document.pk), request.actor),
    }
    return render_page(request, "documents/detail.html", context)


def _facts(document: Document, people: dict[str, str]) -> list[Fact]:
    facts = [
        Fact("文号", document.number),
        Fact("制发机关", document.agency.name),
        Fact("事项", document.matter or "—", url=document.url),
        Fact("制发人", people.get(str(document.issued_by), "—")),
        Fact("制发时间", document.issued_at, kind="datetime"),
        Fact("核验码", document.check_word, kind="code"),
        Fact("文件摘要（SHA-256）", document.sha256, kind="code"),
    ]
    if document.voided_at:
        facts += [
            Fact("作废人", people.get(str(document.voided_by), "—")),
            Fact("作废时间", document.voided_at, kind="datetime"),
            Fact("作废理由", document.void_reason),
        ]
    return facts


@require_safe
def document_file(request: ActorRequest, document_id: UUID) -> HttpResponse:
    """The very file that was issued."""
    document = queries.get_document(request.actor, document_id)
    return pdf(queries.read_document(document), f"{document.number}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or ""
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: ActorRequest, document_id: UUID) -> HttpResponse:
    document = queries.get_document(request.actor, document_id)
    require(policies.can_void(request.actor, document))
    back = document.get_absolute_url()
    return acts.fill_in(
        request, ReasonForm(posted(request)),
        lambda data: operations.void_document(actor=request.actor, document_id=document_id, **data),
        template="documents/act.html", back=back, title="作废文书", submit="作废", done="文书已作废。",
        section=document.number, above=back,
        intro="文号不再使用，文件留存；公众核验时显示已作废。已送达的，请另行告知对方。",
    )  # fmt: skip
