"""Users and their posts: what an operator keeps."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face.pages import list_page, notice
from tongjian.doors.face.parts import Fact
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.face.timelines import timeline_entries
from tongjian.doors.face.wording import masked_phone
from tongjian.doors.web.org.accounts import has_totp
from tongjian.doors.web.org.acts import Act, act_page
from tongjian.doors.web.org.forms import PostForm, ReasonForm, UserFilterForm, UserForm
from tongjian.foundation.kernel.errors import DomainError, NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.org import operations, policies, queries
from tongjian.foundation.org.models import User

COLUMNS: list[Column[User]] = [
    Column("name", "姓名", lambda user: user.name, url=lambda user: reverse("org:user", args=[user.pk]), sort="name"),
    Column("username", "用户名", lambda user: user.username, kind="code", sort="username"),
    Column("kind", "类型", lambda user: user.get_kind_display()),
    Column(
        "active",
        "状态",
        lambda user: "启用" if user.is_active else "停用",
        kind="badge",
        tone=lambda user: "good" if user.is_active else "off",
    ),
    Column("last", "最近登录", lambda user: user.last_login, kind="datetime", sort="last_login"),
]


@require_safe
def user_list(request: ActorRequest) -> HttpResponseBase:
    form = UserFilterForm(request.GET)
    users = policies.visible_users(request.actor)
    if text := form.chosen.get("text"):
        users = users.filter(Q(name__icontains=text) | Q(username__icontains=text))
    table = Table(request, COLUMNS, users, name="用户", order=("username",))
    can_manage = policies.can_manage_users(request.actor)
    return list_page(request, "org/users.html", table=table, filters=form, can_manage=can_manage)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: ActorRequest) -> HttpResponse:
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = operations.create_user(actor=request.actor, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, f"已创建{user.name}。请签发一次性链接交给本人，并设置岗位。")
            return redirect("org:user", user.pk)
    return render(request, "org/create_user.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def user_detail(request: ActorRequest, user_id: UUID) -> HttpResponse:
    return render(request, "org/user.html", _detail(request, _get(request, user_id)))


def _get(request: ActorRequest, user_id: UUID) -> User:
    user = policies.visible_users(request.actor).filter(pk=user_id).first()
    if user is None:
        raise NotFound("user_not_found", "没有这个用户，或者您无权查看。")
    return user


def _detail(request: ActorRequest, user: User) -> dict[str, object]:
    return {
        "person": user,
        "facts": [
            Fact("类型", user.get_kind_display()),
            Fact("手机", masked_phone(user.phone) if user.phone else None),
            Fact("动态口令", "已启用" if has_totp(user) else "未启用"),
            Fact("最近登录", user.last_login or "从未登录", kind="datetime" if user.last_login else "text"),
            Fact("创建时间", user.created_at, kind="datetime"),
        ],
        "posts": user.posts.select_related("agency").order_by("-valid_from", "-id"),
        "can_manage": policies.can_manage_users(request.actor),
        "post_form": PostForm(),
        "agencies": queries.list_agencies(request.actor),
        "entries": timeline_entries(ledger.timeline(user._meta.label_lower, user.pk), request.actor),
    }


@require_POST
def issue_link(request: ActorRequest, user_id: UUID) -> HttpResponse:
    token = operations.issue_one_time_link(actor=request.actor, user_id=user_id)
    link = request.build_absolute_uri(reverse("org:redeem-link", args=[token]))
    return render(request, "org/user.html", {**_detail(request, _get(request, user_id)), "link": link})


@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: ActorRequest, user_id: UUID) -> HttpResponse:
    user, form = _get(request, user_id), ReasonForm(request.POST or None)
    act = _act(user, "停用用户", "停用", "停用后立即不能登录，现有岗位从今天起结束，未用的一次性链接作废。")

    def do() -> None:
        operations.deactivate_user(actor=request.actor, user_id=user_id, reason=form.cleaned_data["reason"])

    return act_page(request, act, form, do, "用户已停用。")


@require_http_methods(["GET", "HEAD", "POST"])
def reset_second_factor(request: ActorRequest, user_id: UUID) -> HttpResponse:
    user, form = _get(request, user_id), ReasonForm(request.POST or None)
    act = _act(user, "重置动态口令", "重置", "用于手机丢失：本人下次凭密码登录后，可以重新启用。")

    def do() -> None:
        operations.reset_totp(actor=request.actor, user_id=user_id, reason=form.cleaned_data["reason"])

    return act_page(request, act, form, do, "动态口令已重置。")


@require_POST
def add_post(request: ActorRequest, user_id: UUID) -> HttpResponse:
    user, form = _get(request, user_id), PostForm(request.POST)
    if form.is_valid():
        data = dict(form.cleaned_data)
        try:
            agency = queries.get_agency_by_code(data.pop("agency_code").strip())
            operations.open_post(actor=request.actor, user_id=user_id, agency_id=agency.pk, **data)
        except DomainError as refusal:
            form.refuse(refusal, field="agency_code" if refusal.code == "agency_not_found" else None)
        else:
            notice(request, "岗位已设置。")
            return redirect("org:user", user_id)
    return render(request, "org/user.html", {**_detail(request, user), "post_form": form}, status=422)


def _act(user: User, title: str, submit: str, intro: str) -> Act:
    return Act(title, submit, user.name, reverse("org:user", args=[user.pk]), "用户", reverse("org:users"), intro)


@require_POST
def end_post(request: ActorRequest, post_id: UUID) -> HttpResponse:
    post = operations.close_post(actor=request.actor, post_id=post_id)
    notice(request, "岗位已结束。")
    return redirect("org:user", post.user_id)
