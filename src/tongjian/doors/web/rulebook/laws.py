"""The library of statutes: which there are, their clauses on a day, and who cites a clause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.parts import Fact, Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.rulebook import policies, queries
from tongjian.foundation.rulebook.choices import StatuteLevel
from tongjian.foundation.rulebook.models import Check, Clause, ClauseVersion, Parameter, Statute, Term
from tongjian.foundation.rulebook.queries import Reach
from tongjian.pure.statutes import name_of
from tongjian.supervision.catalog.queries import affected
from tongjian.supervision.handbooks.queries import editions_citing

SHOWN = 200


class StatuteFilterForm(FilterForm):
    text = forms.CharField(label="名称或编号", max_length=100)
    level = forms.ChoiceField(label="效力层级", choices=[("", "全部"), *StatuteLevel.choices])


class DayForm(FilterForm):
    on = forms.DateField(label="哪一天的条文", widget=forms.DateInput)


def state_of(statute: Statute, day: date) -> tuple[str, Tone]:
    if statute.valid_until and statute.valid_until <= day:
        return "已失效", "off"
    return ("施行中", "good") if statute.valid_from <= day else ("尚未施行", "draft")


def _columns() -> list[Column[Statute]]:
    today = timezone.localdate()
    return [
        Column("title", "名称", lambda one: f"《{one.title}》", url=_address, sort="title"),
        Column("code", "编号", lambda one: one.code, kind="code", sort="code"),
        Column("level", "效力层级", lambda one: one.get_level_display()),
        Column("issuer", "制定机关", lambda one: one.issuer),
        Column("from", "施行日期", lambda one: one.valid_from, kind="date", sort="valid_from"),
        Column("until", "失效日期", lambda one: one.valid_until, kind="date", is_optional=True),
        Column(
            "state", "状态", lambda one: state_of(one, today)[0], kind="badge",
            tone=lambda one: state_of(one, today)[1],
        ),
        Column("clauses", "收录条款", lambda one: one.clause_count, kind="number"),
    ]  # fmt: skip


def _address(statute: Statute) -> str:
    return reverse("rulebook:statute", args=[statute.code])


@require_safe
def statutes(request: ActorRequest) -> HttpResponseBase:
    form = StatuteFilterForm(request.GET)
    rows = queries.list_statutes(request.actor, **form.chosen)
    table = Table(request, _columns(), rows, name="法规", order=("code",))
    return list_page(request, "rulebook/statutes.html", table=table, filters=form)


@dataclass(frozen=True, slots=True)
class Line:
    """A clause in order of reading; `depth` counts from 0, `citing` who cites it itself."""

    clause: Clause
    name: str
    depth: int
    version: ClauseVersion | None
    citing: int


@require_safe
def statute(request: ActorRequest, code: str) -> HttpResponse:
    found, form = queries.get_statute(request.actor, code), DayForm(request.GET)
    on: date = form.chosen.get("on") or timezone.localdate()
    clauses = queries.clauses_under(found.code)
    said, citing = queries.texts_on(clauses, on), queries.citing_counts(clauses)
    lines = _lines(clauses, said, citing)
    words, tone = state_of(found, on)
    context = {
        "statute": found,
        "facts": _facts(found),
        "filters": form,
        "on": on,
        "state": words,
        "tone": tone,
        "lines": lines,
        "verdict": policies.can_propose(request.actor),
        "has_texts": any(line.version and line.version.text for line in lines),
    }
    return render_page(request, "rulebook/statute.html", context)


def _lines(clauses: Sequence[Clause], said: dict[Any, ClauseVersion], citing: dict[Any, int]) -> list[Line]:
    depths: dict[Any, int] = {}
    lines = []
    for one in clauses:
        depths[one.pk] = depths.get(one.parent_id, -1) + 1 if one.parent_id else 0
        lines.append(Line(one, name_of(one.path), min(depths[one.pk], 3), said.get(one.pk), citing.get(one.pk, 0)))
    shown = {one.pk for one in queries.lines_of(clauses, said, citing)}
    return [line for line in lines if line.clause.pk in shown]


def _facts(statute: Statute) -> list[Fact]:
    facts = [
        Fact("编号", statute.code, kind="code"),
        Fact("文号", statute.number or "—"),
        Fact("制定机关", statute.issuer),
        Fact("效力层级", statute.get_level_display()),
        Fact("公布日期", statute.published_on, kind="date"),
        Fact("施行日期", statute.valid_from, kind="date"),
    ]
    if statute.valid_until:
        facts.append(Fact("失效日期（不含）", statute.valid_until, kind="date"))
    if statute.successor:
        facts.append(Fact("替代法规", str(statute.successor), url=_address(statute.successor)))
    return facts


@require_safe
def clause(request: ActorRequest, code: str) -> HttpResponse:
    """One clause and everything that hangs on it, on what is part of it, and on the whole it belongs to."""
    reach = queries.reach(request.actor, code)
    found = affected(request.actor, code)
    context = {
        "reach": reach,
        "statute_url": _address(reach.statute),
        "title": name_of(reach.clause.path) if reach.clause else "全部条款",
        "versions": queries.versions_of_clause(reach.clause) if reach.clause else [],
        "items": [(one, _how(found.relations(one.pk))) for one in found.versions[:SHOWN]],
        "points": [(one, _how(found.relations(one.pk))) for one in found.points[:SHOWN]],
        "rules": [(*_rule(one), _how(found.relations(one.pk))) for one in found.rules[:SHOWN]],
        "handbooks": editions_citing(request.actor, reach),
        "counts": (len(found.versions), len(found.points), len(found.rules)),
        "is_cut": max(len(found.versions), len(found.points), len(found.rules)) > SHOWN,
        "parts": _parts(reach),
        "can_propose": policies.can_propose(request.actor),
        "amend_url": reverse("rulebook:amend", args=[code]),
    }
    return render_page(request, "rulebook/clause.html", context)


def _how(relations: Sequence[Any]) -> str:
    return "、".join(str(one.label) for one in relations) or "由检查要点引用"


def _rule(rule: Parameter | Check | Term) -> tuple[str, str, str]:
    """Code, what it is about, and where it stands."""
    if isinstance(rule, Parameter):
        return rule.code, rule.title, reverse("rulebook:parameter", args=[rule.pk])
    if isinstance(rule, Check):
        return rule.code, rule.sentence, reverse("rulebook:checks")
    return rule.code, f"{rule.dictionary_title}：{rule.label}", reverse("rulebook:terms")


def _parts(reach: Reach) -> list[tuple[str, str]]:
    """Parts of the clause itself, to go on to."""
    if reach.clause is None:
        return []
    below = [one for one in reach.below if one.parent_id == reach.clause.pk]
    return [(name_of(one.path), reverse("rulebook:clause", args=[one.code])) for one in below]
