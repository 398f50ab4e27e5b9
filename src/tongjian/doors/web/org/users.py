"""Users and their posts: what an operator keeps."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongjian.doors.face.pages import list_page, notice
from tongjian.doors.face.tables import Column, Table
from tongjian.doors.web.org.forms import PostForm, ReasonForm, UserFilterForm, UserForm
from tongjian.foundation.kernel.errors import DomainError, NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import operations, policies, queries
from tongjian.foundation.org.models import User

COLUMNS: list[Column[User]] = [
    Column("name", "姓名", lambda user: user.name, url=lambda user: reverse("org:user", args=[user.pk]), sort="name"),
    Column("username", "用户名", lambda user: user.username, kind="code", sort="username"),
    Column("kind", "类型", lambda user: user.get_kind_display()),
    Column("active", "状态", lambda user: "启用" if user.is_active else "停用"),
    Column("last", "最近登录", lambda user: user.last_login, kind="datetime"),
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
        "posts": user.posts.select_related("agency").order_by("-valid_from"),
        "can_manage": policies.can_manage_users(request.actor),
        "post_form": PostForm(),
        "reason_form": ReasonForm(),
    }


@require_POST
def issue_link(request: ActorRequest, user_id: UUID) -> HttpResponse:
    token = operations.issue_one_time_link(actor=request.actor, user_id=user_id)
    link = request.build_absolute_uri(reverse("org:redeem-link", args=[token]))
    return render(request, "org/user.html", {**_detail(request, _get(request, user_id)), "link": link})


@require_POST
def deactivate(request: ActorRequest, user_id: UUID) -> HttpResponse:
    operations.deactivate_user(actor=request.actor, user_id=user_id, reason=request.POST.get("reason", ""))
    notice(request, "用户已停用。")
    return redirect("org:user", user_id)


@require_POST
def reset_second_factor(request: ActorRequest, user_id: UUID) -> HttpResponse:
    operations.reset_totp(actor=request.actor, user_id=user_id, reason=request.POST.get("reason", ""))
    notice(request, "动态口令已重置。")
    return redirect("org:user", user_id)


@require_POST
def add_post(request: ActorRequest, user_id: UUID) -> HttpResponse:
    form = PostForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            agency = queries.get_agency_by_code(data["agency_code"].strip())
            operations.open_post(
                actor=request.actor, user_id=user_id, agency_id=agency.pk, role=data["role"], title=data["title"]
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, "岗位已设置。")
            return redirect("org:user", user_id)
    context = {**_detail(request, _get(request, user_id)), "post_form": form}
    return render(request, "org/user.html", context, status=422)


@require_POST
def end_post(request: ActorRequest, post_id: UUID) -> HttpResponse:
    post = operations.close_post(actor=request.actor, post_id=post_id)
    notice(request, "岗位已结束。")
    return redirect("org:user", post.user_id)
