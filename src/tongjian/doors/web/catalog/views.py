"""Pages of items and checklists."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face.pages import list_page, notice, render_page
from tongjian.doors.face.parts import Fact
from tongjian.doors.face.tables import Table
from tongjian.doors.web.catalog.forms import ChecklistFilterForm, DraftForm, ItemFilterForm, TextForm
from tongjian.doors.web.catalog.shown import detail_of
from tongjian.doors.web.catalog.table import CHECKLISTS, TONES, VERSIONS
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.supervision.catalog import operations, policies, queries
from tongjian.supervision.key_items.queries import with_marks

_form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def item_list(request: ActorRequest) -> HttpResponseBase:
    form = ItemFilterForm(request.GET)
    rows = with_marks(queries.list_versions(request.actor, form.to_filter()), only=form.wants_key)
    table = Table(request, VERSIONS, rows, name="监管事项", order=("item__code",))
    can_draft = ALLOW if request.actor.has("catalog.edit") else deny("您没有编制事项的权限。")
    can_import = policies.can_import(request.actor)
    return list_page(
        request, "catalog/list.html", table=table, filters=form, can_draft=can_draft, can_import=can_import
    )


@require_safe
def item_detail(request: ActorRequest, code: str) -> HttpResponse:
    item = queries.get_item(request.actor, code)
    wanted = request.GET.get("version", "")
    context = detail_of(request.actor, item, int(wanted) if wanted.isascii() and wanted.isdigit() else None)
    return render_page(request, "catalog/item.html", context)


@_form_view
def item_new(request: ActorRequest) -> HttpResponse:
    require(ALLOW if request.actor.has("catalog.edit") else deny("您没有编制事项的权限。"))
    form = DraftForm(request.POST if request.method == "POST" else None, request.actor)
    if request.method == "POST" and form.is_valid():
        key = {
            name: form.cleaned_data[name] for name in ("agency_kind", "name", "sub_name", "national_code", "main_code")
        }
        try:
            version = operations.draft_item(actor=request.actor, text=form.to_text(), **key)
        except DomainError as refusal:
            form.refuse(refusal, field="national_code" if refusal.code == "V18" else None)
        else:
            notice(request, f"已编制事项 {version.item.code}，提交审核后由另一人发布。")
            return redirect(version.item)
    context = {"form": form, "cancel_url": reverse("catalog:list")}
    return render_page(request, "catalog/form.html", context, status=422 if form.errors else 200)


@_form_view
def item_edit(request: ActorRequest, code: str) -> HttpResponse:
    """The next draft of an item, starting from the words of its newest version."""
    item = queries.get_item(request.actor, code)
    require(policies.can_edit_item(request.actor, item))
    newest = queries.versions_of(request.actor, item).first()
    initial = TextForm.initial_of(newest) if newest else {}
    form = TextForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        key = {"name": item.name, "sub_name": item.sub_name, "national_code": item.national_code}
        try:
            version = operations.draft_item(
                actor=request.actor, agency_kind=item.agency_kind_id, text=form.to_text(), **key
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, f"第 {version.number} 版草稿已保存。")
            return redirect(item)
    context = {"form": form, "item": item, "newest": newest, "cancel_url": item.get_absolute_url()}
    return render_page(request, "catalog/form.html", context, status=422 if form.errors else 200)


@require_safe
def checklist_list(request: ActorRequest) -> HttpResponseBase:
    form = ChecklistFilterForm(request.GET)
    rows = queries.list_checklists(request.actor, form.chosen.get("text", ""))
    table = Table(request, CHECKLISTS, rows, name="检查表", order=("code",))
    can_import = policies.can_import(request.actor)
    return list_page(request, "catalog/checklists.html", table=table, filters=form, can_import=can_import)


@require_safe
def checklist_detail(request: ActorRequest, code: str) -> HttpResponse:
    checklist = queries.get_checklist(request.actor, code)
    is_frozen = checklist.code in queries.frozen_checklists([checklist.code])
    rule = "已用于送审或发布的事项，不能再改动；要改请用新的表号导入。" if is_frozen else "还可以用导入改动。"
    context = {
        "checklist": checklist,
        "facts": [Fact("表号", checklist.code, kind="code"), Fact("改动", rule)],
        "points": queries.points_of(checklist),
        "versions": queries.versions_with(request.actor, checklist),
        "tones": TONES,
    }
    return render_page(request, "catalog/checklist.html", context)
