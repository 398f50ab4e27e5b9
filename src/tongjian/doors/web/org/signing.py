"""Signing in: password, second step, one-time link; lockout after repeated failure."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import devices_for_user
from django_otp import login as otp_login

from tongjian.doors.face.middleware import AWAITS_SECOND_STEP, public, second_step_only
from tongjian.doors.face.pages import notice
from tongjian.doors.web.org.forms import CodeForm, NewPasswordForm, SignInForm
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import operations, queries
from tongjian.foundation.org.models import User

GOES_ON_TO = "goes_on_to"
"""Session key: the page that asked for the sign-in."""
LOCKED = "连续输错次数过多，账号已暂时锁定，请 {minutes} 分钟后再试，或联系运维员。"


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: ActorRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User):
            login(request, user)
            return _signed_in(request, user)
        form.add_error(None, "用户名或密码不对。")
    status = 422 if form.errors else 200
    return render(request, "org/sign_in.html", {"form": form, "next": _next(request)}, status=status)


def _signed_in(request: ActorRequest, user: User) -> HttpResponse:
    needs_code = next(devices_for_user(user, confirmed=True), None) is not None
    request.session[AWAITS_SECOND_STEP] = needs_code
    request.session[GOES_ON_TO] = _next(request)
    actor = queries.actor_for(user, post_id=None, via="web")
    operations.note_sign_in(actor=actor, user=user, second_factor=False)
    return redirect("org:second-step" if needs_code else request.session.pop(GOES_ON_TO))


@second_step_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: ActorRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    user = request.user
    if request.method == "POST" and form.is_valid() and isinstance(user, User):
        code = form.cleaned_data["code"].strip()
        device = next((device for device in devices_for_user(user) if device.verify_token(code)), None)
        if device is not None:
            otp_login(request, device)
            request.session[AWAITS_SECOND_STEP] = False
            actor = queries.actor_for(user, post_id=None, via="web")
            operations.note_sign_in(actor=actor, user=user, second_factor=True)
            return redirect(request.session.pop(GOES_ON_TO, settings.LOGIN_REDIRECT_URL))
        form.add_error("code", "动态口令不对，或者刚刚用过，请等待下一个。")
    return render(request, "org/second_step.html", {"form": form}, status=422 if form.errors else 200)


@second_step_only
@require_POST
def sign_out(request: ActorRequest) -> HttpResponse:
    operations.note_sign_out(actor=request.actor)
    logout(request)
    return redirect("org:sign-in")


@public
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def redeem_link(request: ActorRequest, token: str) -> HttpResponse:
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.redeem_one_time_link(actor=Actor.public(), token=token, password=form.cleaned_data["password"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            notice(request, "密码已设置，请登录。")
            return redirect("org:sign-in")
    return render(request, "org/redeem_link.html", {"form": form}, status=422 if form.errors else 200)


def locked_out(request: HttpRequest, response: HttpResponse, credentials: object = None) -> HttpResponse:
    """What axes answers with (settings.AXES_LOCKOUT_CALLABLE)."""
    form = SignInForm(request.POST or None)
    form.add_error(None, LOCKED.format(minutes=int(settings.AXES_COOLOFF_TIME * 60)))
    return render(request, "org/sign_in.html", {"form": form, "next": ""}, status=429)


def _next(request: ActorRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return settings.LOGIN_REDIRECT_URL
