"""Public draws. Until a draw is published an entity can only ask for its own row."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from tongjian.doors.face.drawn import fairness, tiles_of
from tongjian.doors.face.forms import Form
from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import render_page
from tongjian.doors.face.parts import Fact
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.ledger.keys import signer_of
from tongjian.pure import sampling
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.models import Draw

_FILES = ("manifest.json", "demands.json", "frame.csv", "exclusions.csv", "selection.csv", "proof.json")
_TEXT = {"json": "application/json", "csv": "text/csv; charset=utf-8", "txt": "text/plain; charset=utf-8"}


class FindForm(Form):
    key = forms.CharField(label="抽取编号", max_length=64, help_text="例：140100-2026-01")
    entity = forms.UUIDField(label="本单位编号", help_text="检查通知或者企业页面上的 36 位编号。")
    salt = forms.RegexField(
        r"^[0-9a-f]{64}$",
        label="盐",
        help_text="告知本单位的 64 位字符，一次抽取一个。",
        error_messages={"invalid": "盐应当是 64 位小写十六进制数。"},
    )


@public
@require_safe
def draw_list(request: ActorRequest) -> HttpResponse:
    draws = queries.list_draws(Actor.public(), queries.DrawFilter()).order_by("-published_at")
    return render_page(request, "portal/draws/list.html", {"draws": draws[:200]})


@public
@require_safe
def draw_detail(request: ActorRequest, key: str, version: int) -> HttpResponse:
    draw = _published(key, version)
    comparison = queries.comparison_of(draw, is_public=True)
    context = {
        "draw": draw,
        "facts": _facts(draw),
        "parties": queries.list_parties(draw),
        "hashes": _hashes(draw),
        "files": [*_FILES, "checkpoint.txt", "verify_draw.py"],
        "vkey": signer_of(draw.checkpoint),
        "comparison": comparison,
        "tiles": tiles_of(comparison) if comparison else [],
    }
    return render_page(request, "portal/draws/detail.html", context)


@public
@require_safe
def draw_file(request: ActorRequest, key: str, version: int, name: str) -> HttpResponse:
    """One file of the bundle, or all of them; officers.csv is never public."""
    draw = _published(key, version)
    content = queries.bundle(draw) if name == "bundle.zip" else queries.bundle_file(draw, name)
    kind = _TEXT.get(name.rpartition(".")[2], "application/octet-stream")
    response = HttpResponse(content, content_type=kind)
    if kind == "application/octet-stream":
        response["Content-Disposition"] = f'attachment; filename="{draw}-{name}"'
    return response


@public
@require_safe
def draw_fairness(request: ActorRequest) -> HttpResponse:
    """公平性测算, over all published draws."""
    return render_page(request, "portal/draws/fairness.html", {"reports": fairness()})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def draw_find(request: ActorRequest) -> HttpResponse:
    """查本单位是否在名单内: by POST, so that the salt stays out of addresses and logs."""
    form = FindForm(request.POST or None, initial={"key": request.GET.get("key", "")})
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        context |= _own_row(form.cleaned_data["key"].strip(), form.cleaned_data["entity"], form.cleaned_data["salt"])
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render_page(request, "portal/draws/find.html", context, status=status)


def _own_row(key: str, entity: UUID, salt: str) -> dict[str, object]:
    unit_id = sampling.unit_id(bytes.fromhex(salt), str(entity))
    unit = queries.find_unit(key, unit_id)
    rows = queries.FrozenRows(unit.draw).of(unit_id) if unit else []
    return {
        "asked": True,
        "unit_id": unit_id,
        "unit": unit,
        "draw": unit.draw if unit else None,
        "rows": rows,
        "is_excluded": all(row.reason for row in rows),
    }


def _published(key: str, version: int) -> Draw:
    return queries.get_draw_version(Actor.public(), key, version)


def _facts(draw: Draw) -> list[Fact]:
    facts = [
        Fact("编号", draw.key, kind="code"),
        Fact("版本", f"第 {draw.version} 版"),
        Fact("组织部门", draw.coordinator.name),
        Fact("区划", draw.region.name),
        Fact("周期", draw.cycle),
        Fact("冻结时间", draw.frozen_at, kind="datetime"),
        Fact("抽取时间", draw.drawn_at, kind="datetime"),
        Fact("公开时间", draw.published_at, kind="datetime"),
        Fact("抽取后人工调整检查人员", f"{queries.manual_changes(draw)} 人次"),
    ]
    if draw.supersedes:
        facts.append(Fact("取代", f"{draw.supersedes}，理由：{draw.reason}"))
    if draw.beacon_source:
        facts.append(Fact("信标", f"{draw.beacon_source}，{draw.beacon_round}，值：{draw.beacon_value}"))
    return facts


def _hashes(draw: Draw) -> list[tuple[str, str]]:
    return [
        ("需求 demands.json", draw.demands_sha256),
        ("名录 frame.csv", draw.frame_sha256),
        ("排除 exclusions.csv", draw.exclusions_sha256),
        ("执法人员名册（不公开）", draw.officers_sha256),
        ("抽取头", draw.header_sha256),
        ("种子", draw.seed),
        ("名单 selection.csv", draw.selection_sha256),
    ]
