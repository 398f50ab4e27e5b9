"""Pages of handbooks: list, one edition, making and describing one."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face import acts
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.tones import tone_of
from tongjian.doors.web.handbooks.forms import DescribeForm, HandbookFilterForm, HandbookForm
from tongjian.doors.web.handbooks.shown import TONES, detail_of
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.handbooks import operations, policies, queries
from tongjian.supervision.handbooks.models import Edition

COLUMNS: list[Column[Edition]] = [
    Column("code", "编号", lambda row: row.handbook.code, kind="code", sort="handbook__code"),
    Column("title", "名称", lambda row: row.title, url=lambda row: _url(row), sort="title"),
    Column("region", "地方", lambda row: row.handbook.region.name, sort="handbook__region__code"),
    Column("lead", "编制部门", lambda row: row.handbook.lead.title, sort="handbook__lead__code"),
    Column("lines", "条目数", lambda row: row.shown, kind="number"),  # type: ignore[attr-defined]
    Column("number", "版本号", lambda row: row.number, kind="number"),
    Column(
        "state", "状态", lambda row: row.get_state_display(), kind="badge", tone=lambda row: tone_of(row.state, TONES)
    ),
    Column("from", "生效日期", lambda row: row.valid_from, kind="date", sort="valid_from"),
    Column("until", "失效日期", lambda row: row.valid_until, kind="date", sort="valid_until", is_optional=True),
    Column(
        "scenario", "一件事", lambda row: row.handbook.scenario.code if row.handbook.scenario else "", kind="code",
        is_optional=True,
    ),
    Column("generated", "生成日期", lambda row: row.generated_on, kind="date", is_optional=True),
]  # fmt: skip


def _url(edition: Edition) -> str:
    return f"{edition.handbook.get_absolute_url()}?edition={edition.number}"


@require_safe
def handbook_list(request: ActorRequest) -> HttpResponseBase:
    form = HandbookFilterForm(request.GET)
    wanted = form.to_filter()
    rows = queries.list_editions(request.actor, wanted)
    table = Table(request, COLUMNS, rows, name="合规手册", order=("handbook__code",))
    can_compile = policies.can_compile(request.actor)
    return list_page(request, "handbooks/list.html", table=table, filters=form, on=wanted.on, can_compile=can_compile)


@require_safe
def handbook_detail(request: ActorRequest, code: str) -> HttpResponse:
    """The newest edition one may see, or the one asked for."""
    handbook = queries.get_handbook(request.actor, code)
    editions = list(queries.editions_of(request.actor, handbook))
    number = request.GET.get("edition", "")
    edition = next((one for one in editions if str(one.number) == number), editions[0])
    return render_page(request, "handbooks/detail.html", detail_of(request.actor, edition, editions))


@require_http_methods(["GET", "HEAD", "POST"])
def handbook_new(request: ActorRequest) -> HttpResponse:
    require(policies.can_compile(request.actor))
    initial = {"scenario_code": request.GET.get("scenario", ""), "title": request.GET.get("title", "")}
    form = HandbookForm(acts.posted(request), actor=request.actor, initial=initial)

    def draft(data: dict[str, Any]) -> str:
        edition = operations.draft_handbook(actor=request.actor, **data)
        return edition.handbook.get_absolute_url()

    return acts.fill_in(
        request, form, draft, template="handbooks/form.html", back=reverse("handbooks:list"),
        done="已按今天的监管事项生成草稿。",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    edition = queries.get_edition(request.actor, edition_id)
    require(policies.can_change(request.actor, edition))
    initial = {
        "title": edition.title,
        "foreword": edition.foreword,
        "industries": "，".join(edition.scope.get("industries", ())),
    }
    has_scenario = edition.handbook.scenario_id is not None
    form = DescribeForm(acts.posted(request), initial=initial, has_scenario=has_scenario)

    def carry_out(data: dict[str, Any]) -> None:
        operations.describe_edition(actor=request.actor, edition_id=edition.pk, **data)

    return acts.fill_in(
        request, form, carry_out, template="handbooks/form.html", back=edition.handbook.get_absolute_url(),
        done="已保存。", edition=edition,
    )  # fmt: skip
