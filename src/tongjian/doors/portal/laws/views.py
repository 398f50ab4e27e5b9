"""Public pages of statutes: which there are, what a clause says, and which public items rest on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.keyset import keyset_page
from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.doors.face.parts import Fact
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.rulebook import queries
from tongjian.foundation.rulebook.choices import StatuteLevel
from tongjian.foundation.rulebook.models import Clause, ClauseVersion, Statute
from tongjian.pure.statutes import name_of
from tongjian.supervision.catalog import queries as catalog

SHOWN = 200


class LawForm(FilterForm):
    text = forms.CharField(label="名称", max_length=100)
    level = forms.ChoiceField(label="效力层级", choices=[("", "全部"), *StatuteLevel.choices])


@public
@require_safe
def statute_list(request: ActorRequest) -> HttpResponse:
    form = LawForm(request.GET)
    rows = queries.list_statutes(Actor.public(), **form.chosen)
    page = keyset_page(rows, order=("title",), cursor=request.GET.get("cursor", ""), size=50, count="capped")
    return render_page(request, "portal/laws/list.html", {"filters": form, "page": page})


@dataclass(frozen=True, slots=True)
class Line:
    """A clause in order of reading, what it says today, and how many items' basis cites it or a part of it."""

    clause: Clause
    name: str
    version: ClauseVersion | None
    items: int


@public
@require_safe
def statute(request: ActorRequest, code: str) -> HttpResponse:
    found = queries.get_statute(Actor.public(), code)
    clauses = queries.clauses_under(found.code)
    said = queries.texts_on(clauses, timezone.localdate())
    counts = catalog.items_by_article(found.code)
    shown = queries.lines_of(clauses, said)
    lines = [Line(one, name_of(one.path), said.get(one.pk), counts.get(one.path, 0)) for one in shown]
    context = {
        "statute": found,
        "facts": _facts(found),
        "lines": [line for line in lines if line.items],
        "others": [line for line in lines if not line.items],
        "has_texts": any(line.version and line.version.text for line in lines),
    }
    return render_page(request, "portal/laws/statute.html", context)


@public
@require_safe
def clause(request: ActorRequest, code: str) -> HttpResponse:
    """One clause: its text through time, and what departments check because of it."""
    reach = queries.reach(Actor.public(), code)
    versions, points = catalog.public_citing(reach)
    context = {
        "reach": reach,
        "title": name_of(reach.clause.path) if reach.clause else "全部条款",
        "texts": queries.versions_of_clause(reach.clause) if reach.clause else [],
        "parts": _parts(reach),
        "items": versions[:SHOWN],
        "points": points[:SHOWN],
        "counts": (len(versions), len(points)),
    }
    return render_page(request, "portal/laws/clause.html", context)


def _parts(reach: queries.Reach) -> Sequence[tuple[str, str]]:
    """Code and name of what the clause consists of."""
    own = reach.clause
    return [(one.code, name_of(one.path)) for one in reach.below if own and one.parent_id == own.pk]


def _facts(statute: Statute) -> list[Fact]:
    facts: list[tuple[str, Any]] = [
        ("文号", statute.number),
        ("制定机关", statute.issuer),
        ("效力层级", statute.get_level_display()),
        ("公布日期", statute.published_on),
        ("施行日期", statute.valid_from),
        ("失效日期（不含）", statute.valid_until),
        ("被哪部法规替代", str(statute.successor) if statute.successor else ""),
    ]
    return [Fact(label, value) for label, value in facts if value]
