"""The whole book as a file: taken away, compared, its coming values proposed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face.acts import posted
from tongjian.doors.face.forms import MB, Form, UploadField
from tongjian.doors.face.pages import notice, render_page
from tongjian.doors.web.rulebook import words
from tongjian.doors.web.rulebook.views import tabs_of
from tongjian.foundation.kernel.errors import DomainError, RuleViolated
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.rulebook import operations, policies
from tongjian.foundation.rulebook.book import Departure, Row, compare_book, read_book, write_book
from tongjian.foundation.rulebook.choices import ParameterKind
from tongjian.foundation.rulebook.models import CalendarDay, Check, Parameter, Term
from tongjian.foundation.rulebook.values import problem_of

SALT = "rulebook.book"
TABLES = {
    "parameters.csv": "参数",
    "checks.csv": "校验规则",
    "dictionaries.csv": "字典",
    "calendar.csv": "日历",
}
MODELS = {"parameters.csv": Parameter, "checks.csv": Check, "dictionaries.csv": Term, "calendar.csv": CalendarDay}


class BookForm(Form):
    file = UploadField(
        label="规则库文件", kinds=("zip",), max_bytes=5 * MB, help_text="从另一套系统或者以前导出的文件。"
    )


class AcceptForm(Form):
    rows = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="理由", max_length=300, widget=forms.Textarea({"rows": 2}), help_text="写进每一项变更。"
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is not the same here and in the file."""

    table: str
    code: str
    title: str
    state: str
    tone: str
    fields: list[tuple[str, str, str]]
    can_be_proposed: bool


@require_safe
def download(request: ActorRequest) -> HttpResponse:
    answer = HttpResponse(write_book(request.actor), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="tongjian-rules.zip"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: ActorRequest) -> HttpResponse:
    """Nothing changes here: the file is compared, and what may be proposed from it is offered."""
    form = BookForm(posted(request), request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            found = compare_book(request.actor, read_book(form.cleaned_data["file"].read()))
        except DomainError as refusal:
            form.refuse(refusal, field="file")
        else:
            context |= _compared(found)
    return _page(request, context)


@require_POST
def propose(request: ActorRequest) -> HttpResponse:
    form = AcceptForm(request.POST)
    if form.is_valid():
        try:
            rows = _unsigned(form.cleaned_data["rows"])
            changes = operations.propose_book(actor=request.actor, rows=rows, reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, f"已提出 {len(changes)} 项变更，须由另一人复核后生效。")
            return redirect("rulebook:changes")
    return _page(request, {"form": BookForm(), "accept": form})


def _page(request: ActorRequest, context: dict[str, Any]) -> HttpResponse:
    context |= {"tabs": tabs_of(request.actor, "book"), "verdict": policies.can_propose(request.actor)}
    is_refused = any(context[name].errors for name in ("form", "accept") if name in context)
    return render_page(request, "rulebook/book.html", context, status=422 if is_refused else 200)


def _compared(found: list[Departure]) -> dict[str, Any]:
    coming: list[Row] = [one.there for one in found if one.there is not None and one.is_coming]
    accept = AcceptForm(initial={"rows": signing.dumps(coming, salt=SALT, compress=True)}) if coming else None
    return {
        "lines": [_line(one) for one in found],
        "is_compared": True,
        "coming": len(coming),
        **({"accept": accept} if accept else {}),
    }


def _line(one: Departure) -> Line:
    here, there = one.here, one.there
    known = here or there or {}
    return Line(
        table=TABLES[one.table],
        code=known.get("code") or known.get("date", ""),
        title=known.get("title") or known.get("dictionary_title", ""),
        state="文件里有" if here is None else "只有这里有" if there is None else "不同",
        tone="good" if here is None else "off" if there is None else "active",
        fields=_named(one) or [("", _said(here), _said(there))],
        can_be_proposed=one.is_coming,
    )


def _named(one: Departure) -> list[tuple[str, str, str]]:
    """The columns that differ, by their Chinese names."""
    model = MODELS[one.table]
    return [(str(model._meta.get_field(name).verbose_name), old, new) for name, old, new in one.fields]  # type: ignore[union-attr]


def _said(row: Row | None) -> str:
    """What a row says, in short."""
    if row is None:
        return ""
    if "value" not in row:
        return next((row[name] for name in ("sentence", "label", "name") if name in row), "")
    since = row["valid_from"]
    return _in_words(row) + (f"，{since} 起" if since else "")


def _in_words(row: Row) -> str:
    """A value that is none of its kind is shown as it stands in the file."""
    if row["kind"] not in ParameterKind.values or problem_of(row["kind"], row["value"], row["unit"]):
        return f"{row['value']}{row['unit']}"
    return words.value_in_words(row["kind"], row["value"], row["unit"])


def _unsigned(text: str) -> list[Row]:
    """What this page offered an hour ago at most, unbent."""
    try:
        rows: list[Row] = signing.loads(text, salt=SALT, max_age=3600)
    except signing.BadSignature as error:
        raise RuleViolated("book_stale", "比较的结果已经过期，请重新选文件比较。") from error
    return rows
