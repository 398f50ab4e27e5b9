"""The book on two days, side by side."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.exports import xlsx_response
from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.pages import render_page
from tongjian.doors.face.parts import Tone
from tongjian.doors.face.tables import Column
from tongjian.doors.web.rulebook import words
from tongjian.doors.web.rulebook.views import tabs_of
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.rulebook import queries
from tongjian.foundation.rulebook.choices import Leeway
from tongjian.foundation.rulebook.models import Check, Parameter, Sourced, Term
from tongjian.foundation.rulebook.queries import Difference

A_YEAR = timedelta(days=365)
STATES: dict[str, Tone] = {"新增": "good", "变更": "active", "终止": "off"}


class CompareForm(FilterForm):
    first = forms.DateField(label="从", widget=forms.DateInput)
    second = forms.DateField(label="到", widget=forms.DateInput)


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: what it said on the first day and what on the second."""

    state: str
    tone: Tone
    kind: str
    code: str
    title: str
    scope: str
    before: str
    after: str
    citation: str


COLUMNS: list[Column[Line]] = [
    Column("state", "变化", lambda line: line.state),
    Column("kind", "类别", lambda line: line.kind),
    Column("code", "编号", lambda line: line.code),
    Column("title", "名称", lambda line: line.title),
    Column("scope", "适用范围", lambda line: line.scope),
    Column("before", "原来", lambda line: line.before),
    Column("after", "现在", lambda line: line.after),
    Column("citation", "依据", lambda line: line.citation),
]


@require_safe
def compare(request: ActorRequest) -> HttpResponseBase:
    """What is new, changed or ended between two days; a year up to today unless days are given."""
    today = timezone.localdate()
    chosen = {"first": today - A_YEAR, "second": today} | CompareForm(request.GET).chosen
    first, second = sorted((chosen["first"], chosen["second"]))
    lines = _lines(queries.differences(request.actor, first, second))
    if request.GET.get("export") == "xlsx":
        return xlsx_response(COLUMNS, lines, f"规则变化 {first} 至 {second}")
    return _page(request, first, second, lines)


def _page(request: ActorRequest, first: date, second: date, lines: list[Line]) -> HttpResponse:
    counts = {state: sum(line.state == state for line in lines) for state in STATES}
    context = {
        "form": CompareForm({"first": first, "second": second}),
        "first": first,
        "second": second,
        "lines": lines,
        "counts": "，".join(f"{state} {count} 项" for state, count in counts.items()),
        "tabs": tabs_of(request.actor, "compare"),
    }
    return render_page(request, "rulebook/compare.html", context)


def _lines(found: list[Difference]) -> list[Line]:
    places = words.Places()
    return [_line(difference, places) for difference in found]


def _line(difference: Difference, places: words.Places) -> Line:
    row = difference.row
    state = "新增" if difference.before is None else "终止" if difference.after is None else "变更"
    return Line(
        state=state,
        tone=STATES[state],
        kind="参数" if isinstance(row, Parameter) else "校验规则" if isinstance(row, Check) else row.dictionary_title,
        code=row.code,
        title="" if isinstance(row, Check) else row.label if isinstance(row, Term) else row.title,
        scope=places.scope_of(row) if isinstance(row, Parameter) else "全省",
        before=_said(difference.before),
        after=_said(difference.after),
        citation=row.citation,
    )


def _said(row: Sourced | None) -> str:
    """Its value or sentence; the document as well, for it may be all that changed."""
    if row is None:
        return ""
    if isinstance(row, Parameter):
        leeway = words.leeway_of(row, row.kind) if row.leeway != Leeway.FIXED else ""
        return "，".join(filter(None, [words.value_of(row), words.extension_of(row), leeway, row.citation]))
    text = row.sentence if isinstance(row, Check) else row.label if isinstance(row, Term) else ""
    return f"{text}（{row.citation}）"
