"""Public items: what departments may check, by which law, and what exactly they look at. Also as open data."""

from typing import Any, TypeVar

import segno
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.exports import csv_response
from tongjian.doors.face.keyset import keyset_page
from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.doors.face.parts import Fact
from tongjian.doors.face.tables import Column
from tongjian.doors.portal.items.facets import facet_groups
from tongjian.doors.portal.items.forms import PublicItemForm
from tongjian.doors.portal.laws.links import clause_links
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.columns import shown_as
from tongjian.supervision.catalog.models import Item, ItemVersion

Response = TypeVar("Response", bound=HttpResponseBase)
LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/deed.zh-hans"}
"""Anybody may use the list, also in a business, and says where it comes from."""


def _main_code(version: ItemVersion) -> str:
    """Empty where the public does not see the main item."""
    main = version.item.main
    return main.code if main and getattr(version, "main_is_public", True) else ""


COLUMNS: tuple[Column[ItemVersion], ...] = (
    Column("code", "事项编码", lambda version: version.item.code),
    Column("national_code", "监管事项目录编码", lambda version: version.item.national_code),
    Column("department", "部门", lambda version: version.item.agency_kind.title),
    Column("name", "事项名称", lambda version: version.item.name),
    Column("sub_name", "子项", lambda version: version.item.sub_name),
    Column("legal_basis", "检查依据", lambda version: version.legal_basis),
    Column("subject", "检查主体", lambda version: version.subject),
    Column("object_kind", "检查对象", lambda version: version.object_kind),
    Column("ratio_text", "抽查比例", lambda version: version.ratio_text),
    Column("frequency_text", "抽查频次", lambda version: version.frequency_text),
    Column("method", "检查方式", lambda version: version.method),
    Column("officer_requirement", "检查人员要求", lambda version: version.officer_requirement),
    Column("note", "备注", lambda version: version.note),
    Column("main", "所属主项编码", _main_code),
    Column("level", "编制层级", lambda version: version.item.get_level_display()),
    Column("region", "编制区划代码", lambda version: version.item.region_id or ""),
    Column("object_category", "监管对象类别", lambda version: version.object_category),
    Column("supervision_form", "监管形式", lambda version: version.supervision_form),
    Column("supervision_level", "监管层级", lambda version: version.supervision_level),
    Column("process", "监管流程", lambda version: version.process),
    Column("outcome", "监管结果", lambda version: version.outcome),
    Column("apply_scope", "适用范围", lambda version: shown_as("apply_scope", version.apply_scope)),
    Column("industries", "适用行业", lambda version: version.industries),
    Column("standard", "检查标准", lambda version: version.standard),
    Column("materials", "检查材料", lambda version: version.materials),
    Column("checklist", "检查表号", lambda version: version.checklist.code if version.checklist else ""),
    Column("version", "版本", lambda version: version.number),
    Column("valid_from", "生效日期", lambda version: version.valid_from),
    Column("valid_until", "失效日期（不含）", lambda version: version.valid_until),
)


@public
@require_safe
def item_list(request: ActorRequest) -> HttpResponse:
    form = PublicItemForm(request.GET)
    rows = queries.public_versions(**form.chosen)
    page = keyset_page(rows, order=("item__code",), cursor=request.GET.get("cursor", ""), size=20, count="capped")
    context = {
        "filters": form,
        "groups": facet_groups(form.chosen, request.GET),
        "page": page,
        "query": request.GET.urlencode(),
        "licence": LICENCE,
    }
    return render_page(request, "portal/items/list.html", context)


@public
@require_safe
def item_detail(request: ActorRequest, code: str) -> HttpResponse:
    return render_page(request, "portal/items/detail.html", _shown(request, code))


@public
@require_safe
def item_print(request: ActorRequest, code: str) -> HttpResponse:
    """One item on paper: to hang up, or to take along."""
    return render_page(request, "portal/items/print.html", _shown(request, code))


def _shown(request: ActorRequest, code: str) -> dict[str, Any]:
    item, version = queries.get_public(code)
    points = queries.check_points(version)
    cited = queries.clauses_of_points(points)
    address = request.build_absolute_uri(reverse("portal:item", args=[item.code]))
    return {
        "item": item,
        "version": version,
        "facts": _facts(item, version),
        "clauses": clause_links(queries.public_clauses([version]).get(version.pk, [])),
        "points": [(point, clause_links(cited.get(point.pk, []))) for point in points],
        "versions": queries.versions_of(Actor.public(), item),
        "address": address,
        "qr": str(segno.make(address, error="m").svg_inline(omitsize=True)),
    }


@public
@require_safe
def items_csv(request: ActorRequest) -> HttpResponseBase:
    """What the list shows, all of it."""
    rows = queries.public_versions(**PublicItemForm(request.GET).chosen)
    return licensed(csv_response(COLUMNS, rows.iterator(chunk_size=2000), f"监管事项-{timezone.localdate():%Y%m%d}"))


@public
@require_safe
def items_json(request: ActorRequest) -> HttpResponse:
    rows = queries.public_versions(**PublicItemForm(request.GET).chosen)
    return _json({"licence": LICENCE, "items": [_plain(version) for version in rows]})


@public
@require_safe
def item_json(request: ActorRequest, code: str) -> HttpResponse:
    """One item with its check points."""
    _, version = queries.get_public(code)
    points = [
        {"number": point.number, "content": point.content, "method": point.method}
        for point in queries.check_points(version)
    ]
    return _json({"licence": LICENCE, **_plain(version), "check_points": points})


def _plain(version: ItemVersion) -> dict[str, Any]:
    """Days as ISO 8601; what is not said is an empty text, what is open is null."""
    return {column.key: column.value(version) for column in COLUMNS}


def _json(data: dict[str, Any]) -> HttpResponse:
    return licensed(JsonResponse(data, json_dumps_params={"ensure_ascii": False}))


def licensed(response: Response) -> Response:
    """The licence travels with the data, in the file where it can and in the head of the answer always (RFC 8288)."""
    response["Link"] = f'<{LICENCE["url"]}>; rel="license"'
    return response


def _facts(item: Item, version: ItemVersion) -> list[Fact]:
    skipped = {"name", "department", "checklist", "version", "valid_until", "region"}
    facts = [Fact("哪个部门检查", item.agency_kind.title)]
    facts += [Fact(column.label, column.value(version)) for column in COLUMNS if column.key not in skipped]
    facts.append(Fact("被哪个事项替代", item.successor.title if item.successor else ""))
    return [fact for fact in facts if fact.value not in (None, "")]
