"""The way in for the public, and the list of who may inspect."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongjian.doors.face.keyset import keyset_page
from tongjian.doors.face.middleware import public
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import queries


@public
@require_safe
def home(request: ActorRequest) -> HttpResponse:
    return render(request, "portal/home.html")


@public
@require_safe
def enforcers(request: ActorRequest) -> HttpResponse:
    """行政检查主体名单 (国办发〔2024〕54号；晋政办发〔2025〕9号 第1–2条)."""
    text = request.GET.get("text", "").strip()
    rows = queries.list_published_enforcers(text)
    page = keyset_page(rows, order=("region_id", "code"), cursor=request.GET.get("cursor", ""), size=50, count="exact")
    return render(request, "portal/enforcers.html", {"page": page, "text": text})
