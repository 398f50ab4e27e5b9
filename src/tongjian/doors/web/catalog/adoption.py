"""What departments make of items from above: adopt, decline with a reason; a second person publishes."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tongjian.doors.face.forms import Form
from tongjian.doors.face.pages import notice, render_page
from tongjian.doors.web.catalog.forms import ChooseForm, NoteForm, OfferedForm, ids_of
from tongjian.doors.web.catalog.table import TONES, level_of
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import Verdict, require
from tongjian.supervision.catalog import operations, policies, queries
from tongjian.supervision.catalog.choices import Choice
from tongjian.supervision.catalog.models import Adoption, ItemVersion

SHOWN = 200
_form_view = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Offer:
    """An item from above as the page shows it."""

    version: ItemVersion
    level: str
    standing: str
    tone: str
    is_open: bool


@_form_view
def offered(request: ActorRequest) -> HttpResponse:
    filters = OfferedForm(request.GET)
    chosen = {"standing": "open", **filters.chosen}
    standing = "" if chosen["standing"] == "all" else chosen["standing"]
    form = ChooseForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _carried_out(request, form, lambda: _choose(request, form)):
        return redirect("catalog:adoption")
    rows = queries.list_offered(request.actor, standing=standing, text=chosen.get("text", ""))
    versions = list(rows[: SHOWN + 1])
    context = {
        "filters": filters,
        "form": form,
        "offers": [_offer(version) for version in versions[:SHOWN]],
        "has_more": len(versions) > SHOWN,
        "agency": queries.own_agency(request.actor),
        "open_count": queries.count_open(request.actor),
        "can_adopt": policies.can_adopt(request.actor),
        "ticked": request.POST.getlist("item"),
    }
    return render_page(request, "catalog/adoption.html", context, status=422 if form.is_bound else 200)


def _offer(version: ItemVersion) -> Offer:
    settled, waits = version.settled, version.waits  # type: ignore[attr-defined]
    words = {"adopt": "已领用", "decline": "不领用"}
    standing = "待审核" if waits else words.get(settled, "尚未办理")
    tone = "active" if waits else TONES.get(settled or "", "soon")
    return Offer(version, level_of(version.item), standing, tone, is_open=not waits)


def _choose(request: ActorRequest, form: ChooseForm) -> str:
    act, codes = request.POST.get("act", ""), form.ticked("item")
    choice = Choice.DECLINE if act == "decline" else Choice.ADOPT
    count = operations.choose_items(
        actor=request.actor,
        choice=choice,
        item_codes=None if act == "all" else codes,
        reason=form.cleaned_data["reason"] if choice == Choice.DECLINE else "",
    )
    return f"{choice.label} {count:,} 项，已提交本部门另一人审核公布。"


def _carried_out(request: ActorRequest, form: Form, act: Callable[[], str]) -> bool:
    """False when it was refused; the form says why."""
    try:
        notice(request, act())
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True


@_form_view
def review_adoptions(request: ActorRequest) -> HttpResponse:
    require(policies.can_review_adoptions(request.actor))
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _carried_out(request, form, lambda: _review(request, form)):
        return redirect("catalog:review-adoptions")
    waiting = list(queries.waiting_adoptions(request.actor)[: SHOWN + 1])
    verdicts = [policies.can_review_adoption(request.actor, adoption) for adoption in waiting]
    context = {
        "form": form,
        "rows": [_row(adoption, verdict) for adoption, verdict in zip(waiting[:SHOWN], verdicts, strict=False)],
        "has_more": len(waiting) > SHOWN,
        "tones": TONES,
        "ticked": request.POST.getlist("adoption"),
    }
    return render_page(request, "catalog/review_adoptions.html", context, status=422 if form.is_bound else 200)


def _row(adoption: Adoption, verdict: Verdict) -> tuple[Adoption, str, Verdict]:
    return adoption, level_of(adoption.item), verdict


def _review(request: ActorRequest, form: NoteForm) -> str:
    act, ids = request.POST.get("act", ""), ids_of(form.ticked("adoption"))
    if act == "return":
        note = form.cleaned_data["note"]
        count = operations.return_adoptions(actor=request.actor, adoption_ids=ids, note=note)
        return f"已退回 {count:,} 项。"
    count = operations.publish_adoptions(actor=request.actor, adoption_ids=None if act == "all" else ids)
    return f"已公布 {count:,} 项，即日起在本地生效。"
