"""One's own account: posts, capabilities, password, second factor."""

from itertools import groupby

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django_otp import login as otp_login
from django_otp import user_has_device

from tongjian.doors.face.acts import posted
from tongjian.doors.face.pages import notice
from tongjian.doors.web.org.acts import fill_in
from tongjian.doors.web.org.forms import ChangePasswordForm, ChoosePostForm, CodeForm
from tongjian.doors.web.org.signing import signed_in_user
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import operations, queries
from tongjian.foundation.org.roles import AREA_LABELS, CAPABILITY_LABELS


@require_safe
def account(request: ActorRequest) -> HttpResponse:
    user = signed_in_user(request)
    context = {
        "person": user,
        "posts": queries.open_posts(user),
        "capabilities": _by_area(request.actor.permissions),
        "has_totp": user_has_device(user),
        "provider": settings.OPENID,
        "identity": user.identities.filter(issuer=settings.OPENID.issuer).first(),
    }
    return render(request, "org/account.html", context)


def _by_area(permissions: frozenset[str]) -> list[tuple[str, list[str]]]:
    """“我能做什么”: the capabilities of the post one acts in, in the order of the one table."""
    own = [code for code in CAPABILITY_LABELS if code in permissions]
    areas = groupby(own, key=lambda code: code.partition(".")[0])
    return [(AREA_LABELS[area], [CAPABILITY_LABELS[code] for code in codes]) for area, codes in areas]


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: ActorRequest) -> HttpResponse:
    def act(data: dict[str, str]) -> str:
        operations.change_password(actor=request.actor, old=data["old"], new=data["password"])
        return reverse("org:sign-in")  # every session of the old password ends, this one too

    return fill_in(
        request, ChangePasswordForm(posted(request)), act, back=reverse("org:account"),
        title="修改密码", submit="修改", done="密码已修改，请重新登录。",
        section="我的账号", above=reverse("org:account"),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def totp(request: ActorRequest) -> HttpResponse:
    form = CodeForm(posted(request))
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
    svg = segno.make(offered.config_url, error="m").svg_inline(omitsize=True)
    secret = offered.config_url.partition("secret=")[2].partition("&")[0]
    context = {"form": form, "svg": svg, "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))}
    return render(request, "org/totp.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def switch_post(request: ActorRequest) -> HttpResponse:
    """The frame's menu leads here; the choice itself is on the account page."""
    if request.method != "POST":
        return redirect("org:account")
    form = ChoosePostForm(request.POST)
    if not form.is_valid():
        return redirect("org:account")
    post = operations.choose_post(actor=request.actor, post_id=form.cleaned_data["post"])
    request.session["post_id"] = str(post.pk)
    notice(request, f"现在以{post.agency.name}（{post.get_role_display()}）的身份工作。")
    return redirect("web:workbench")
