"""Keys of other systems, of all agencies."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tongjian.doors.face.pages import list_page, render_page
from tongjian.doors.face.parts import Tone
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.web.org.forms import SCOPE_LABELS
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org import operations, policies, queries
from tongjian.foundation.org.models import ApiKey

TONES: Mapping[str, Tone] = {"已吊销": "off", "已到期": "off", "即将到期": "soon", "有效": "good"}


def state_of(key: ApiKey, warning: timedelta) -> str:
    if key.revoked_at:
        return "已吊销"
    if key.valid_until is None:
        return "有效"
    left = key.valid_until - timezone.now()
    if left <= timedelta():
        return "已到期"
    return "即将到期" if left <= warning else "有效"


def scopes_of(key: ApiKey) -> str:
    return "、".join(SCOPE_LABELS.get(scope, scope) for scope in key.scopes)


@require_safe
def key_list(request: ActorRequest) -> HttpResponseBase:
    require(policies.can_manage_agencies(request.actor))
    warning = queries.key_warning()
    columns: list[Column[ApiKey]] = [
        Column("name", "用途", lambda key: key.name, url=lambda key: reverse("org:key", args=[key.pk]), sort="name"),
        Column("agency", "机关", lambda key: key.agency.name, sort="agency__code"),
        Column("prefix", "前缀", lambda key: key.prefix, kind="code"),
        Column("scopes", "权限", scopes_of),
        Column(
            "state", "状态", lambda key: state_of(key, warning), kind="badge",
            tone=lambda key: TONES[state_of(key, warning)],
        ),
        Column("until", "有效期至", lambda key: key.valid_until, kind="datetime", sort="valid_until"),
        Column("used", "最近使用", lambda key: key.last_used_at, kind="datetime", sort="last_used_at"),
        Column("created", "创建时间", lambda key: key.created_at, kind="date", sort="created_at", is_optional=True),
    ]  # fmt: skip
    table = Table(request, columns, queries.list_api_keys(request.actor), name="接口密钥", order=("-created_at",))
    return list_page(request, "org/keys.html", table=table)


@require_safe
def key_detail(request: ActorRequest, key_id: UUID) -> HttpResponse:
    return _show(request, queries.get_api_key(request.actor, key_id))


@never_cache
@require_POST
def rotate(request: ActorRequest, key_id: UUID) -> HttpResponse:
    """The new secret is on the answer to this request and nowhere else."""
    key, secret = operations.rotate_api_key(actor=request.actor, key_id=key_id, overlap=queries.key_overlap())
    return _show(request, key, secret)


def _show(request: ActorRequest, key: ApiKey, secret: str = "") -> HttpResponse:
    state = state_of(key, queries.key_warning())
    context = {
        "key": key,
        "scopes": scopes_of(key),
        "state": state,
        "tone": TONES[state],
        "secret": secret,
        "overlap": queries.key_overlap().days,
        "can_manage": policies.can_manage_agencies(request.actor),
        "is_open": TONES[state] != "off",
    }
    return render_page(request, "org/key.html", context)
