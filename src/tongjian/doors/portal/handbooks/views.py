"""Public handbooks: what those in a line of business must keep to, in plain words, to read, print and take along."""

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tongjian.doors.face.keyset import keyset_page
from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.doors.portal.data.answers import LICENCE, licensed
from tongjian.doors.portal.handbooks.forms import PublicHandbookForm
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.handbooks import queries
from tongjian.supervision.handbooks.choices import EditionState
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.papers import handbook_pdf


@public
@require_safe
def handbook_list(request: ActorRequest) -> HttpResponse:
    form = PublicHandbookForm(request.GET)
    rows = queries.public_editions(**form.chosen)
    cursor = request.GET.get("cursor", "")
    page = keyset_page(rows, order=("handbook__code",), cursor=cursor, size=20, count="capped")
    return render_page(request, "portal/handbooks/list.html", {"filters": form, "page": page})


@public
@require_safe
def handbook(request: ActorRequest, code: str) -> HttpResponse:
    """What is in force today; the last that was, said to be over, if nothing is."""
    edition = _edition(request, code)
    lines = queries.lines_of(Actor.public(), edition)
    context = {
        "edition": edition,
        "is_over": edition.state == EditionState.STOPPED or not _is_current(edition),
        "chapters": queries.by_chapter(queries.shown(lines)),
        "editions": queries.editions_of(Actor.public(), edition.handbook),
        "number": request.GET.get("edition", ""),
    }
    return render_page(request, "portal/handbooks/detail.html", context)


@public
@require_safe
def pdf(request: ActorRequest, code: str) -> HttpResponse:
    edition = _edition(request, code)
    address = request.build_absolute_uri(reverse("portal:handbook", args=[code]))
    content = handbook_pdf(edition, queries.lines_of(Actor.public(), edition), address=address)
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"{edition.title}-第{edition.number}版.pdf"
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or ""
    return answer


@public
@require_safe
def handbook_json(request: ActorRequest, code: str) -> HttpResponseBase:
    """The same as open data; days as ISO 8601."""
    edition = _edition(request, code)
    lines = queries.shown(queries.lines_of(Actor.public(), edition))
    data = {
        "licence": LICENCE,
        "code": code,
        "title": edition.title,
        "version": edition.number,
        "valid_from": edition.valid_from,
        "valid_until": edition.valid_until,
        "region": edition.handbook.region_id,
        "industries": list(edition.scope.get("industries", ())),
        "digest": edition.digest,
        "chapters": [
            {"chapter": chapter.value, "title": chapter.label, "lines": [_plain(line) for line in listed]}
            for chapter, listed in queries.by_chapter(lines)
        ],
    }
    return licensed(JsonResponse(data, json_dumps_params={"ensure_ascii": False}))


def _plain(line: queries.LineText) -> dict[str, object]:
    return {
        "words": line.words,
        "method": line.method,
        "basis": line.basis,
        "clauses": [code for code, _ in line.clause_names],
        "departments": list(line.departments),
        "items": [f"{one.version.item.code}-v{one.version.number}" for one in line.sources],
    }


def _edition(request: ActorRequest, code: str) -> Edition:
    """The one in force, or the number asked for."""
    found = queries.get_handbook(Actor.public(), code)
    number = request.GET.get("edition", "")
    asked = queries.editions_of(Actor.public(), found).filter(number=number).first() if number.isdecimal() else None
    edition = asked or queries.current_edition(Actor.public(), found)
    if edition is None:
        raise NotFound("handbook_not_found", "没有这本合规手册。")
    return edition


def _is_current(edition: Edition) -> bool:
    return queries.editions_of(Actor.public(), edition.handbook).filter(queries.in_force(), pk=edition.pk).exists()
