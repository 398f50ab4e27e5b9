"""The matrix of a place, one item of it, and what is unclear."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.exports import xlsx_response
from tongjian.doors.face.forms import ReasonForm
from tongjian.doors.face.keyset import keyset_page
from tongjian.doors.face.pages import notice, render_page
from tongjian.doors.face.tables import Column
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.web.duties.forms import AssignForm, MatrixForm, RegionForm
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.org.queries import find_region, names_of_regions
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.catalog.models import Item
from tongjian.supervision.duties import operations, policies, queries
from tongjian.supervision.duties.choices import SettlementKind, Stage
from tongjian.supervision.duties.models import Duty
from tongjian.supervision.duties.queries import Findings, Gap, MatrixFilter, Overlap

PAGE, PIECE = 40, 500
Marks = Mapping[tuple[UUID, Stage], str]


def _place(request: ActorRequest, chosen: Mapping[str, Any]) -> str:
    """What was chosen, one's own place, or the first that has a matrix (for whoever acts for the whole province)."""
    if region := chosen.get("region"):
        return str(region)
    first = queries.places_with_matrix().first()
    own = request.actor.region_code
    return own if own and (first is None or request.actor.agency_id) else first.pk if first else own


@require_safe
def matrix(request: ActorRequest) -> HttpResponseBase:
    chosen = MatrixForm(request.GET).chosen
    region = _place(request, chosen)
    wanted = MatrixFilter(**chosen | {"region": region})
    form = MatrixForm(request.GET.dict() | {"region": region})
    items = queries.list_items(request.actor, wanted)
    if request.GET.get("export") == "xlsx":
        return _export(request, items, wanted)
    page = keyset_page(items, order=("code",), cursor=request.GET.get("cursor", ""), size=PAGE, count="exact")
    found = queries.findings(request.actor, region, wanted.on, about=[item.pk for item in page])
    context = {
        "filters": form,
        "page": page,
        "rows": _rows(request, list(page), wanted, marks_of(found, region)),
        "stages": list(Stage),
        "place": find_region(region),
        "region": region,
        "on": wanted.on,
        "unbuilt": queries.unbuilt(request.actor, region).count(),
        "can_build": policies.can_settle(request.actor, region),
        "export_url": _export_url(request),
    }
    return render_page(request, "duties/matrix.html", context, partial="results")


def _export_url(request: ActorRequest) -> str:
    shown = {name: value for name, value in request.GET.items() if name != "cursor"}
    return f"?{urlencode(shown | {'export': 'xlsx'})}"


def marks_of(found: Findings, region: str) -> Marks:
    overlaps = {
        (item.pk, stage): "交叉"
        for one in found.overlaps if one.region == region for item in one.items for stage in one.stages
    }  # fmt: skip
    return overlaps | {
        (one.item.pk, stage): "空白" for one in found.gaps if one.region == region for stage in one.stages
    }


def _rows(
    request: ActorRequest, items: list[Item], wanted: MatrixFilter, marks: Marks
) -> list[tuple[Item, list[tuple[list[Duty], str]]]]:
    cells = queries.duties_of(request.actor, wanted.region, items, wanted.on)
    return [(item, [(cells[item.pk][stage], marks.get((item.pk, stage), "")) for stage in Stage]) for item in items]


def _export(request: ActorRequest, items: QuerySet[Item], wanted: MatrixFilter) -> HttpResponseBase:
    """One row an item, one column a stage, as the page shows it."""
    marks = marks_of(queries.findings(request.actor, wanted.region, wanted.on), wanted.region)
    whole = list(items)
    pieces = (whole[start : start + PIECE] for start in range(0, len(whole), PIECE))
    rows = [row for piece in pieces for row in _rows(request, piece, wanted, marks)]
    columns = [
        Column("code", "编码", lambda row: row[0].code),
        Column("title", "事项", lambda row: row[0].title),
        Column("kind", "监管部门", lambda row: row[0].agency_kind.title),
        *(Column(stage, stage.label, _cell_of(place)) for place, stage in enumerate(Stage)),
    ]
    about = {
        "地方": wanted.region,
        "日期": f"{wanted.on or timezone.localdate():%Y-%m-%d}",
        "导出人": request.actor.name,
    }
    return xlsx_response(columns, rows, f"职责矩阵-{wanted.region}-{timezone.localdate():%Y%m%d}", about=about)


def _cell_of(place: int) -> Any:
    return lambda row: words(*row[1][place])


def words(duties: Iterable[Duty], mark: str = "") -> str:
    names = [f"{duty.agency or duty.agency_kind.title}（{duty.get_role_display()}）" for duty in duties]
    return "；".join([*([f"【{mark}】"] if mark else []), *names])


@require_safe
def counts(request: ActorRequest) -> HttpResponse:
    """How many of each there are in the place, for the line above the matrix."""
    region = _place(request, RegionForm(request.GET).chosen)
    found = queries.findings(request.actor, region)
    context = {
        "overlaps": sum(one.region == region for one in found.overlaps),
        "gaps": sum(one.region == region for one in found.gaps),
    }
    return render_page(request, "duties/_counts.html", context)


@require_POST
def build(request: ActorRequest) -> HttpResponse:
    count = operations.build_duties(actor=request.actor)
    notice(request, f"已为 {count:,} 项监管事项生成职责。" if count else "没有需要生成职责的监管事项。")
    return redirect("duties:matrix")


@require_safe
def found(request: ActorRequest) -> HttpResponse:
    """Overlaps and gaps of a place and those below it, each with the way to settle it."""
    form = RegionForm(request.GET, is_any=True)
    region = form.chosen.get("region", request.actor.region_code if request.actor.agency_id else "")
    result = queries.findings(request.actor, region)
    places = names_of_regions({one.region for one in result.overlaps} | {one.region for one in result.gaps})
    context = {
        "filters": RegionForm({"region": region}, is_any=True),
        "overlaps": [(one, _opening(one), places.get(one.region, one.region)) for one in result.overlaps],
        "gaps": [(one, _opening(one), places.get(one.region, one.region)) for one in result.gaps],
        "can_settle": policies.can_settle(request.actor),
        "own": request.actor.region_code,
    }
    return render_page(request, "duties/findings.html", context, partial="results")


def _opening(one: Overlap | Gap) -> str:
    """The form of a settlement, filled in as far as is known."""
    items = one.items if isinstance(one, Overlap) else (one.item,)
    kind = SettlementKind.OVERLAP if isinstance(one, Overlap) else SettlementKind.GAP
    asked = {item.agency_kind_id for item in items}
    title = f"{items[0].title}{f'等 {len(items)} 项' if len(items) > 1 else ''}{kind.label}"
    said = one.reasons if isinstance(one, Overlap) else (one.reason,)
    objects = one.objects if isinstance(one, Overlap) else ()
    words = {"title": title, "description": "；".join(said[:5]), "object_kind": "、".join(objects)}
    given = [("kind", kind.value), *words.items(), *(("stages", stage.value) for stage in one.stages)]
    given += [("items", item.code) for item in items] + [("departments", code) for code in sorted(asked)]
    return f"{reverse('duties:open')}?{urlencode(given)}"


@require_safe
def item(request: ActorRequest, code: str) -> HttpResponse:
    """Who answers for each stage of one item in a place, and how it came to that."""
    one = catalog.get_item(request.actor, code)
    region = _place(request, RegionForm(request.GET).chosen)
    cells = queries.duties_of(request.actor, region, [one])[one.pk]
    marks = marks_of(queries.findings(request.actor, region, about=[one.pk]), region)
    lines = timeline(one._meta.label_lower, one.pk)
    context = {
        "item": one,
        "place": find_region(region),
        "stages": [(stage, cells[stage], marks.get((one.pk, stage), "")) for stage in Stage],
        "history": queries.history_of(request.actor, region, one),
        "can_edit": policies.can_settle(request.actor, region),
        "entries": timeline_entries([line for line in lines if line.action.startswith("duty.")], request.actor),
        "today": timezone.localdate(),
    }
    return render_page(request, "duties/item.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: ActorRequest, code: str) -> HttpResponse:
    one = catalog.get_item(request.actor, code)
    require(policies.can_settle(request.actor))
    form = AssignForm(acts.posted(request), region=request.actor.region_code, initial=request.GET.dict())

    def carry_out(data: dict[str, Any]) -> None:
        operations.assign_duty(actor=request.actor, item_code=one.code, **data)

    back = f"{reverse('duties:item', args=[one.code])}?region={request.actor.region_code}"
    return acts.fill_in(
        request, form, carry_out, template="duties/form.html", back=back, done="已指定职责。",
        title="指定职责", about=one.title, list_url=reverse("duties:matrix"), list_label="职责矩阵",
        rule="一个环节只能有一个牵头部门；同一部门原来的角色同时终止。",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: ActorRequest, duty_id: UUID) -> HttpResponse:
    duty = queries.get_duty(request.actor, duty_id)
    require(policies.can_settle(request.actor, duty.region_id))

    def carry_out(data: dict[str, Any]) -> None:
        operations.end_duty(actor=request.actor, duty_id=duty.pk, reason=data["reason"])

    back = f"{reverse('duties:item', args=[duty.item.code])}?region={duty.region_id}"
    return acts.fill_in(
        request, ReasonForm(acts.posted(request)), carry_out, template="duties/form.html", back=back,
        done="已终止职责。", title="终止职责", about=str(duty), list_label="职责矩阵",
        list_url=reverse("duties:matrix"),
        rule="从今天起终止；以前的职责仍可按日期查询。没有其他部门牵头的，这个环节会列为职责空白。",
    )  # fmt: skip
