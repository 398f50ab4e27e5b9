"""A plan from a file: what was understood, what goes back, and only then the lines."""

import base64
import binascii
import hashlib
import io
import zlib
from typing import Any

from django import forms
from django.core import signing
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tongjian.doors.face import acts
from tongjian.doors.face.exports import csv_response
from tongjian.doors.face.forms import MB, Form, UploadField
from tongjian.doors.face.pages import notice, render_page
from tongjian.doors.face.tables import Column
from tongjian.foundation.exchange import queries as exchange
from tongjian.foundation.exchange.reading import read_table
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.pure.amounts import words_of
from tongjian.supervision.plans import operations, policies, queries
from tongjian.supervision.plans.models import Plan
from tongjian.supervision.plans.queries import ReadPlan, Returned

_SALT = "plans.import"
RETURNED: tuple[Column[Returned], ...] = (
    Column("row", "行", lambda one: one.row, kind="number"),
    Column("column", "列", lambda one: one.column),
    Column("sentence", "说明", lambda one: one.sentence),
)


class FileForm(Form):
    """The file, or on the second page what was previewed, signed so that it is the same file."""

    file = UploadField(label="计划表", kinds=("csv", "xlsx"), max_bytes=MB, required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("seen"):
            try:
                data["raw"] = zlib.decompress(base64.b64decode(signing.loads(data["seen"], salt=_SALT)))
            except (signing.BadSignature, binascii.Error, zlib.error) as wrong:
                raise forms.ValidationError("预览的内容不完整，请重新选择文件。") from wrong
        elif data.get("file"):
            data["raw"] = data["file"].read()
        elif not self.errors:
            self.add_error("file", "请选择文件。")
        return data


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: ActorRequest, code: str) -> HttpResponseBase:
    plan = queries.get_plan(request.actor, code)
    require(policies.can_act(request.actor, plan, "edit"))
    form = FileForm(acts.posted(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            return _answer(request, plan, form.cleaned_data["raw"])
        except DomainError as refusal:
            form.refuse(refusal)
    heads = [head for head, _ in queries.COLUMNS.values()]
    context = {"plan": plan, "form": form, "cancel_url": plan.get_absolute_url(), "heads": heads}
    return render_page(request, "plans/import.html", context, status=422 if form.errors else 200)


def _answer(request: ActorRequest, plan: Plan, raw: bytes) -> HttpResponseBase:
    table = read_table(io.BytesIO(raw), exchange.limits())
    content = queries.read_plan(table, agency=plan.agency, year=plan.year)
    wanted = request.POST.get("do", "")
    if wanted == "returned":
        return csv_response(RETURNED, content.returned, f"{plan.code}-退回")
    if wanted == "import":
        sha256 = hashlib.sha256(raw).hexdigest()
        lines = operations.import_lines(actor=request.actor, plan_id=plan.pk, content=content, sha256=sha256)
        notice(request, f"已导入 {len(lines)} 项；没有对应到事项的，请逐项选择检查事项。")
        return redirect(plan)
    return _preview(request, plan, content, raw)


def _preview(request: ActorRequest, plan: Plan, content: ReadPlan, raw: bytes) -> HttpResponseBase:
    packed = base64.b64encode(zlib.compress(raw)).decode()
    context = {
        "plan": plan,
        "content": content,
        "lines": [(line, words_of(line.wanted)) for line in content.lines],
        "rows_returned": len({one.row for one in content.returned}),
        "seen": signing.dumps(packed, salt=_SALT),
    }
    return render_page(request, "plans/preview.html", context)
