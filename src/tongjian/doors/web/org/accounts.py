"""One's own account: posts, capabilities, password, second factor."""

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import devices_for_user
from django_otp import login as otp_login

from tongjian.doors.face.pages import notice
from tongjian.doors.web.org.forms import ChangePasswordForm, CodeForm
from tongjian.foundation.kernel.errors import DomainError, NotFound
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import operations, queries
from tongjian.foundation.org.models import User
from tongjian.foundation.org.roles import CAPABILITY_LABELS


@require_safe
def account(request: ActorRequest) -> HttpResponse:
    user = _user(request)
    context = {
        "person": user,
        "posts": queries.open_posts(user),
        "capabilities": sorted(CAPABILITY_LABELS.get(code, code) for code in request.actor.permissions),
        "has_totp": has_totp(user),
    }
    return render(request, "org/account.html", context)


def has_totp(user: User) -> bool:
    return next(devices_for_user(user, confirmed=True), None) is not None


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: ActorRequest) -> HttpResponse:
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.change_password(actor=request.actor, old=data["old"], new=data["password"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, "密码已修改，请重新登录。")
            return redirect("org:sign-in")
    return render(request, "org/password.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def totp(request: ActorRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = operations.confirm_totp(actor=request.actor, code=form.cleaned_data["code"])
        except DomainError as refusal:
            form.refuse(refusal, field="code")
        else:
            otp_login(request, device)
            notice(request, "动态口令已启用，下次登录时需要输入。")
            return redirect("org:account")
    offered = operations.offer_totp(actor=request.actor)
    svg = segno.make(offered.config_url, error="m").svg_inline(scale=5, border=2)
    context = {"form": form, "svg": svg, "secret": offered.config_url.partition("secret=")[2].partition("&")[0]}
    return render(request, "org/totp.html", context, status=422 if form.errors else 200)


@require_POST
def switch_post(request: ActorRequest) -> HttpResponse:
    wanted = request.POST.get("post", "")
    post = next((post for post in queries.open_posts(_user(request)) if str(post.pk) == wanted), None)
    if post is None:
        raise NotFound("post_not_found", "您没有这个岗位，或者已经离任。")
    request.session["post_id"] = str(post.pk)
    notice(request, f"现在以{post.agency.name}（{post.get_role_display()}）的身份工作。")
    return redirect("web:workbench")


def _user(request: ActorRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else through
    return request.user
