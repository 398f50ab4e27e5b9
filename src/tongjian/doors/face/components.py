"""The components: each function prepares what face/components/<name>.html draws; its head says what it needs."""

from collections.abc import Sequence
from typing import Any
from zlib import crc32

from django import forms
from django.template.context import Context
from django.utils.safestring import mark_safe

from tongjian.doors.face.forms import Form, UploadField
from tongjian.doors.face.keyset import Page
from tongjian.doors.face.parts import (
    Change,
    Chart,
    ClockFace,
    Entry,
    Explanation,
    Fact,
    Progress,
    Step,
    Tab,
    Tile,
    Tone,
)
from tongjian.doors.face.tables import Table
from tongjian.foundation.kernel.verdict import ALLOW, Verdict

Values = dict[str, Any]

ALERTS = {"red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色"}
ANSWERS = (
    ("pass", "合格", "check"),
    ("fail", "不合格", "x"),
    ("unchecked", "未检查", "minus"),
    ("excused", "合理缺项", "ban"),
)


def crumb(label: str, url: str = "") -> Values:
    return {"label": label, "url": url}


def badge(text: object, tone: Tone = "neutral") -> Values:
    return {"text": text, "tone": tone}


def alert_badge(level: str, text: str = "") -> Values:
    """The statutory four levels; the only place where their colours appear."""
    return {"level": level, "text": text or f"{ALERTS[level]}预警"}


def clock(face: ClockFace | None) -> Values:
    return {"clock": face or ClockFace(remaining=None)}


def verdict_button(
    context: Context,
    verdict: Verdict | None,
    label: str,
    *,
    url: str,
    method: str = "post",
    icon: str = "",
    kind: str = "secondary",
    confirm: str = "",
    name: str = "",
    value: str = "",
) -> Values:
    """A button that says why when it may not be pressed. `kind`: primary, secondary or danger."""
    verdict = ALLOW if verdict is None else verdict
    return {
        "verdict": verdict,
        "label": label,
        "url": url,
        "method": method,
        "icon": icon,
        "css": {"primary": "btn-primary", "danger": "btn-danger"}.get(kind, "btn-outline-secondary"),
        "confirm": confirm,
        "name": name,
        "value": value,
        "id": f"act-{crc32(f'{url} {label} {name} {value}'.encode()):08x}",
        "csrf_token": context.get("csrf_token"),
    }


def facts(lines: Sequence[Fact]) -> Values:
    return {"lines": lines}


def timeline(entries: Sequence[Entry], more_url: str = "") -> Values:
    return {"entries": entries, "more_url": more_url}


def explain(explanation: Explanation, title: str = "为什么是这个结果") -> Values:
    return {"explanation": explanation, "title": title}


def steps(steps: Sequence[Step]) -> Values:
    return {"steps": steps}


def tiles(tiles: Sequence[Tile]) -> Values:
    return {"tiles": tiles}


def tabs(tabs: Sequence[Tab], label: str = "分栏") -> Values:
    return {"tabs": tabs, "label": label}


def changes(changes: Sequence[Change], caption: str = "变更前后对照") -> Values:
    return {"changes": changes, "caption": caption}


def progress(job: Progress) -> Values:
    return {"job": job}


def empty_state(title: str, text: str = "", *, url: str = "", label: str = "", icon: str = "inbox") -> Values:
    return {"title": title, "text": text, "url": url, "label": label, "icon": icon}


def masked(text: str, url: str = "", label: str = "查看完整内容") -> Values:
    return {"text": text, "url": url, "label": label}


def qr(svg: str, caption: str, note: str = "") -> Values:
    """`svg` is the markup our own QR writer made; nothing from outside comes here."""
    return {"svg": mark_safe(svg), "caption": caption, "note": note}


def chart(name: str, option: dict[str, Any], rows: Chart, title: str = "", url: str = "") -> Values:
    return {"option_id": f"{name}-option", "option": option, "rows": rows, "title": title, "url": url}


def chart_scripts() -> Values:
    return {}


def hash(value: str | bytes | None) -> Values:
    text = value.hex() if isinstance(value, bytes) else value or ""
    return {"value": text}


def copy(value: object, label: str = "复制") -> Values:
    return {"value": value, "label": label}


def field(bound: forms.BoundField) -> Values:
    """One field: label above, hint that gives the rule, error."""
    own = bound.field
    widget = own.widget
    if bound.errors:
        widget.attrs["aria-invalid"] = "true"
        widget.attrs["class"] = f"{widget.attrs.get('class', '')} is-invalid".strip()
    return {
        "field": bound,
        "is_group": isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple),
        "is_check": isinstance(widget, forms.CheckboxInput),
        "upload": own if isinstance(own, UploadField) else None,
    }


def form_fields(form: Form) -> Values:
    return {"form": form}


def error_summary(form: forms.BaseForm) -> Values:
    named = [(form[name], errors) for name, errors in form.errors.items() if name in form.fields]
    return {"form": form, "named": named, "general": form.non_field_errors()}


def filters(context: Context, form: forms.BaseForm, table: Table[Any] | None = None) -> Values:
    """The filter row of a list. Its state is the URL."""
    return {"form": form, "table": table, "request": context.get("request")}


def table_view(
    context: Context,
    table: Table[Any],
    *,
    empty_title: str = "没有记录",
    empty_text: str = "",
    empty_url: str = "",
    empty_label: str = "",
) -> Values:
    return {
        "table": table,
        "empty_title": empty_title,
        "empty_text": empty_text,
        "empty_url": empty_url,
        "empty_label": empty_label,
        "request": context.get("request"),
    }


def pager(context: Context, page: Page[Any], unit: str = "条") -> Values:
    request = context["request"]

    def query(cursor: str) -> str:
        state = request.GET.copy()
        state["cursor"] = cursor
        return f"?{state.urlencode()}"

    return {
        "page": page,
        "unit": unit,
        "next_query": query(page.next_cursor) if page.next_cursor else "",
        "previous_query": query(page.previous_cursor) if page.previous_cursor else "",
    }


def answer_control(
    *, name: str, legend: str, value: str = "", clause: str = "", number: object = "", note: str = "", error: str = ""
) -> Values:
    """合格 / 不合格 / 未检查 / 合理缺项 as four radio buttons for the thumb."""
    return {
        "name": name,
        "legend": legend,
        "value": value,
        "clause": clause,
        "number": number,
        "note": note,
        "error": error,
        "answers": ANSWERS,
    }


def tick_all(name: str, label: str = "全选") -> Values:
    """One box for every box called `name` in the same form, with a count of those ticked."""
    return {"name": name, "label": label}


def notices(context: Context) -> Values:
    """What has just happened, once (django.contrib.messages)."""
    return {"messages": context.get("messages") or ()}
