"""The way in for the public, and the list of who may inspect."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongjian.doors.face.keyset import keyset_page
from tongjian.doors.face.middleware import public
from tongjian.doors.face.navigation import PORTAL, PORTAL_MORE, Entry
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import queries
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.duties import queries as duties
from tongjian.supervision.handbooks import queries as handbooks
from tongjian.supervision.inspections import queries as inspections
from tongjian.supervision.planning import queries as planning
from tongjian.supervision.plans import queries as plans

COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Way:
    """One thing the public can do here. `figure` says how much there is; empty where a number says nothing."""

    entry: Entry
    sentence: str
    figure: str


@public
@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """What is public here, in plain words, each with how much of it there is."""
    citizen = Actor.public()
    found = {
        "portal:check-code": ("有人上门检查？输入检查码，看是谁、凭什么、查什么。", ""),
        "portal:report-entry": ("没有出示检查码就进门检查的，在这里反映，不登记您是谁。", ""),
        "portal:verify-document": ("收到检查通知书或者结果告知书？看是不是真的、有没有作废。", ""),
        "portal:concerns": ("哪些部门可以检查我、依据什么、看什么、一年最多几次？填代码或者选行业就能看到。", ""),
        "portal:draws": (
            "查谁由随机数决定。可以下载全部数据，自己重算一遍。",
            f"{_about(planning.list_draws(citizen, planning.DrawFilter()))} 次",
        ),
        "portal:items": (
            "哪些事项可以检查，依据哪条法律，具体看什么。",
            f"{_about(catalog.published_versions(citizen))} 项",
        ),
        "portal:handbooks": (
            "干这一行要守哪些规矩，检查人员会看什么，一本说清。",
            f"{_about(handbooks.public_editions())} 本",
        ),
        "portal:plans": (
            "各部门今年检查什么、查多少、什么时候查。",
            f"{_about(plans.list_plans(citizen, plans.PlanFilter()))} 个",
        ),
        "portal:caps": ("一家企业一年最多被同一机关检查几次。", ""),
        "portal:results": (
            "每个部门的检查结果，依法公示。",
            f"{_about(inspections.list_published(inspections.PublishedFilter()))} 条",
        ),
        "portal:causes": ("计划以外的检查，各部门有多少次、因为什么。", ""),
        "portal:enforcers": ("只有名单上的机关可以实施行政检查。", f"{_about(queries.list_published_enforcers())} 个"),
        "portal:scenarios": ("几个部门合在一起、一次进门查完的事，各有一张联合检查表。", ""),
        "portal:key-items": ("几个部门重点看住的事：为什么是重点，各级由谁牵头。", ""),
        "portal:laws": ("从法律的条款看有哪些检查依据它。", ""),
        "portal:data": ("监管事项、检查表、一件事、重点事项和条款，可以整份下载、由程序读取、自由使用。", ""),
        "portal:ledger": ("每一步办理都留痕；任何人都能核验没有被改过。", ""),
    }
    ways = [Way(entry, *found[entry.url_name]) for entry in (*PORTAL, *PORTAL_MORE)]
    return render(request, "portal/home.html", {"ways": ways})


def _about(rows: QuerySet[Any]) -> str:
    """Counted up to ten thousand: the first page of the site must not cost more as the province works."""
    number = rows.order_by()[: COUNTED + 1].count()
    return f"{number:,}" if number <= COUNTED else f"{COUNTED:,} 多"


@public
@require_safe
def enforcers(request: ActorRequest) -> HttpResponse:
    """行政检查主体名单 (国办发〔2024〕54号；晋政办发〔2025〕9号 第1–2条)."""
    text = request.GET.get("text", "").strip()
    rows = queries.list_published_enforcers(text)
    page = keyset_page(rows, order=("region_id", "code"), cursor=request.GET.get("cursor", ""), size=50, count="exact")
    return render(request, "portal/enforcers.html", {"page": page, "text": text})


@public
@require_safe
def commissions(request: ActorRequest) -> HttpResponse:
    """委托执法公示：who may check in the name of which agency, and powers that went to another agency
    (《行政处罚法》第20条、第24条)."""
    wanted = duties.RegisterFilter(text=request.GET.get("text", "").strip())
    bodies = duties.list_commissions(request.actor, wanted).filter(duties.runs())
    page = keyset_page(bodies, order=("code",), cursor=request.GET.get("cursor", ""), size=50, count="exact")
    transfers = duties.list_transfers(request.actor, wanted).filter(state="published")
    context = {"page": page, "transfers": transfers[:200], "text": wanted.text}
    return render(request, "portal/commissions.html", context)
