"""About an edition: two side by side, what would be different today, whom it concerns, the book to print."""

from collections.abc import Iterable, Mapping

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.parts import Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.handbooks import queries
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.papers import handbook_pdf
from tongjian.supervision.registry.models import Entity

TONES: Mapping[str, Tone] = {"added": "good", "changed": "soon", "removed": "off"}
COLUMNS: list[Column[Entity]] = [
    Column("name", "名称", lambda row: row.name, url=lambda row: row.get_absolute_url(), sort="name"),
    Column("uscc", "统一社会信用代码", lambda row: row.uscc, kind="code", sort="uscc"),
    Column("kind", "类别", lambda row: row.get_kind_display()),
    Column("industry", "行业", lambda row: row.industry, kind="code", sort="industry"),
    Column("region", "所在区划", lambda row: row.region.name if row.region else "", sort="region_id"),
    Column("address", "住所", lambda row: row.address),
]


@require_safe
def compare(request: ActorRequest, code: str) -> HttpResponse:
    """Two editions side by side; without numbers the newest and the one before it."""
    handbook = queries.get_handbook(request.actor, code)
    editions = list(queries.editions_of(request.actor, handbook))
    numbers = {str(one.number): one for one in editions}
    after = numbers.get(request.GET.get("to", ""), editions[0])
    before = numbers.get(request.GET.get("from", ""), next((e for e in editions if e.number < after.number), None))
    if before is None:
        raise NotFound("one_edition_only", "只有一个版本，没有可以对照的。")
    old, new = (queries.lines_of(request.actor, one) for one in (before, after))
    changes = _toned(queries.compare_lines(old, new))
    context = {"handbook": handbook, "editions": editions, "before": before, "after": after, "changes": changes}
    return render_page(request, "handbooks/compare.html", context)


@require_safe
def today(request: ActorRequest, code: str) -> HttpResponse:
    """What the edition would say if it were generated again."""
    handbook = queries.get_handbook(request.actor, code)
    edition = _edition(request, handbook.code)
    again = queries.today(edition)
    context = {
        "handbook": handbook,
        "after": edition,
        "changes": _toned(queries.compare_lines(queries.lines_of(request.actor, edition), again.lines)),
        "is_today": True,
    }
    return render_page(request, "handbooks/compare.html", context)


@require_safe
def concerned(request: ActorRequest, code: str) -> HttpResponseBase:
    """The register's entities the edition is for, as of now."""
    edition = _edition(request, code)
    rows = queries.concerned(request.actor, edition)
    table = Table(request, COLUMNS, rows, name=f"{edition.title}适用对象", order=("name",))
    counted = queries.count_concerned(edition)
    return list_page(request, "handbooks/concerned.html", table=table, edition=edition, counted=counted)


@require_safe
def pdf(request: ActorRequest, code: str) -> HttpResponse:
    """As the public gets it; across a draft its state is written."""
    edition = _edition(request, code)
    address = request.build_absolute_uri(reverse("portal:handbook", args=[code]))
    content = handbook_pdf(edition, queries.lines_of(Actor.public(), edition), address=address)
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"{edition.title}-第{edition.number}版.pdf"
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or ""
    return answer


def _toned(changes: Iterable[queries.LineChange]) -> list[tuple[queries.LineChange, Tone]]:
    return [(one, TONES[one.kind]) for one in changes]


def _edition(request: ActorRequest, code: str) -> Edition:
    handbook = queries.get_handbook(request.actor, code)
    editions = list(queries.editions_of(request.actor, handbook))
    number = request.GET.get("edition", "")
    return next((one for one in editions if str(one.number) == number), editions[0])
