"""Users and their posts: what an operator keeps."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import user_has_device

from tongjian.doors.face.acts import posted
from tongjian.doors.face.forms import ReasonForm
from tongjian.doors.face.pages import list_page, notice
from tongjian.doors.face.parts import Entry, Fact
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.face.wording import masked_phone
from tongjian.doors.web.org.acts import act_on, fill_in, offered_agencies
from tongjian.doors.web.org.forms import PostForm, UserFilterForm, UserForm
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.kernel.verdict import Verdict, require
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.org import operations, policies, queries
from tongjian.foundation.org.models import User

SHOWN = 50
COLUMNS: list[Column[User]] = [
    Column("name", "姓名", lambda user: user.name, url=lambda user: reverse("org:user", args=[user.pk]), sort="name"),
    Column("username", "用户名", lambda user: user.username, kind="code", sort="username"),
    Column("kind", "类型", lambda user: user.get_kind_display()),
    Column(
        "state", "状态", lambda user: "启用" if user.is_active else "停用", kind="badge",
        tone=lambda user: "good" if user.is_active else "off",
    ),
    Column("last", "最近登录", lambda user: user.last_login, kind="datetime", sort="last_login"),
]  # fmt: skip
_form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def user_list(request: ActorRequest) -> HttpResponseBase:
    form = UserFilterForm(request.GET)
    table = Table(request, COLUMNS, queries.list_users(request.actor, **form.chosen), name="用户", order=("username",))
    can_manage = policies.can_manage_users(request.actor)
    return list_page(request, "org/users.html", table=table, filters=form, can_manage=can_manage)


@_form_view
def create(request: ActorRequest) -> HttpResponse:
    require(policies.can_manage_users(request.actor))

    def act(data: dict[str, Any]) -> str:
        user = operations.create_user(actor=request.actor, **data)
        return reverse("org:user", args=[user.pk])

    return fill_in(
        request, UserForm(posted(request)), act, back=reverse("org:users"),
        title="新建用户", submit="创建", done="用户已创建。请设置岗位，并签发一次性链接交给本人。",
        section="用户", above=reverse("org:users"),
    )  # fmt: skip


@require_safe
def user_detail(request: ActorRequest, user_id: UUID) -> HttpResponse:
    return render(request, "org/user.html", _detail(request, queries.get_user(request.actor, user_id)))


def _detail(request: ActorRequest, user: User, form: PostForm | None = None) -> dict[str, Any]:
    can_manage, form = policies.can_manage_users(request.actor), form or PostForm()
    return {
        "person": user,
        "facts": _facts(user),
        "posts": user.posts.select_related("agency").order_by("-valid_from", "-pk"),
        "can_manage": can_manage,
        "has_totp": user_has_device(user),
        "entries": _history(request, user) if can_manage else [],
        "post_form": form,
        **offered_agencies(request, form),
    }


def _history(request: ActorRequest, user: User) -> list[Entry]:
    """For operators only: when somebody signs in is nobody else's business."""
    return timeline_entries(ledger.timeline(user._meta.label_lower, user.pk)[-SHOWN:], request.actor)


def _facts(user: User) -> list[Fact]:
    return [
        Fact("类型", user.get_kind_display()),
        Fact("手机", masked_phone(user.phone) if user.phone else "—"),
        Fact("密码", "已设置" if user.has_usable_password() else "未设置"),
        Fact("动态口令", "已启用" if user_has_device(user) else "未启用"),
        Fact("创建时间", user.created_at, kind="datetime"),
        Fact("最近登录", user.last_login or "从未登录", kind="datetime" if user.last_login else "text"),
    ]


@never_cache
@require_POST
def issue_link(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """The link is on the answer to this request and nowhere else."""
    token = operations.issue_one_time_link(actor=request.actor, user_id=user_id)
    link = request.build_absolute_uri(reverse("org:redeem-link", args=[token]))
    user = queries.get_user(request.actor, user_id)
    return render(request, "org/user.html", {**_detail(request, user), "link": link})


@_form_view
def deactivate(request: ActorRequest, user_id: UUID) -> HttpResponse:
    return act_on(
        request, *_managed(request, user_id), ReasonForm(posted(request)), operations.deactivate_user,
        title="停用用户", submit="停用", done="用户已停用。", intro="停用后不能登录，岗位今天结束，未用的链接作废。",
    )  # fmt: skip


@_form_view
def reset_second_factor(request: ActorRequest, user_id: UUID) -> HttpResponse:
    return act_on(
        request, *_managed(request, user_id), ReasonForm(posted(request)), operations.reset_totp,
        title="重置动态口令", submit="重置", done="动态口令已重置。",
        intro="用于手机遗失。重置后凭密码登录，再由本人重新启用。请先核实本人身份。",
    )  # fmt: skip


def _managed(request: ActorRequest, user_id: UUID) -> tuple[User, Verdict]:
    return queries.get_user(request.actor, user_id), policies.can_manage_users(request.actor)


@require_POST
def add_post(request: ActorRequest, user_id: UUID) -> HttpResponse:
    user, form = queries.get_user(request.actor, user_id), PostForm(request.POST)
    if form.is_valid():
        try:
            operations.open_post(actor=request.actor, user_id=user.pk, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, "岗位已设置。")
            return redirect("org:user", user.pk)
    require(policies.can_manage_users(request.actor))
    return render(request, "org/user.html", _detail(request, user, form), status=422)


@require_POST
def end_post(request: ActorRequest, post_id: UUID) -> HttpResponse:
    post = operations.close_post(actor=request.actor, post_id=post_id)
    notice(request, "岗位已结束。")
    return redirect("org:user", post.user_id)
