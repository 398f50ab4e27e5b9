"""Signing in: password, second step, one-time link; lockout after repeated failure."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from axes.handlers.database import AxesDatabaseHandler
from axes.utils import reset
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp import user_has_device

from tongjian.doors.face.devices import begin, sign_in_of
from tongjian.doors.face.middleware import public, second_step_only
from tongjian.doors.face.pages import notice
from tongjian.doors.web.org.forms import CodeForm, NewPasswordForm, SignInForm
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import operations, queries
from tongjian.foundation.org.models import User

LOCKED = "连续输错次数过多，账号已暂时锁定，请 {minutes} 分钟后再试，或联系运维员。"
MINUTE = timedelta(minutes=1)


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
            return signed_in(request, user, next_of(request))
        form.add_error(None, "用户名或密码不对。")
    status = 422 if form.errors else 200
    return render(
        request,
        "org/sign_in.html",
        {"form": form, "next": next_of(request), "provider": settings.OPENID},
        status=status,
    )


def show_sign_in(request: ActorRequest, form: SignInForm, *, status: int, trouble: str = "") -> HttpResponse:
    context = {"form": form, "next": next_of(request), "provider": settings.OPENID, "trouble": trouble}
    return render(request, "org/sign_in.html", context, status=status)


def signed_in(request: ActorRequest, user: User, wanted: str, *, by_provider: bool = False) -> HttpResponse:
    """After the first step, whichever it was: the second one, or where one wanted to be."""
    if user_has_device(user):
        return redirect(f"{reverse('org:second-step')}?{urlencode({'next': wanted})}")
    operations.note_sign_in(actor=_actor(user), user=user, by_provider=by_provider)
    begin(request, _actor(user))
    return redirect(wanted or settings.LOGIN_REDIRECT_URL)


@second_step_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: ActorRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = signed_in_user(request)
        try:
            device = operations.pass_second_step(actor=_actor(user), user=user, code=form.cleaned_data["code"])
        except DomainError as refusal:
            form.refuse(refusal, field="code")
        else:
            otp_login(request, device)
            begin(request, _actor(user))
            return redirect(next_of(request))
    context = {"form": form, "next": next_of(request)}
    return render(request, "org/second_step.html", context, status=422 if form.errors else 200)


@second_step_only
@require_POST
def sign_out(request: ActorRequest) -> HttpResponse:
    operations.note_sign_out(actor=request.actor, sign_in_id=sign_in_of(request))
    logout(request)
    return redirect("org:sign-in")


@public
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def redeem_link(request: ActorRequest, token: str) -> HttpResponse:
    form = NewPasswordForm(request.POST or None)
    holder = queries.link_holder(token)
    if holder is not None and request.method == "POST" and form.is_valid():
        try:
            operations.redeem_one_time_link(actor=Actor.public(), token=token, password=form.cleaned_data["password"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            reset(username=holder.username)  # a lockout ends with the password it was about
            notice(request, "密码已设置，请登录。")
            return redirect("org:sign-in")
    status = 404 if holder is None else 422 if form.errors else 200
    return render(request, "org/redeem_link.html", {"form": form, "holder": holder}, status=status)


def locked_out(request: ActorRequest, response: HttpResponse, credentials: Mapping[str, str]) -> HttpResponse:
    """What axes answers with while an account is locked (settings.AXES_LOCKOUT_CALLABLE)."""
    if getattr(request, "axes_failures_since_start", None):  # the failure that locked it; later tries count nothing
        operations.note_lockout(actor=Actor.public(), username=credentials["username"])
    form = SignInForm(request.POST or None)
    form.add_error(None, LOCKED.format(minutes=_minutes_left(request, credentials)))
    return render(
        request, "org/sign_in.html", {"form": form, "next": next_of(request), "provider": settings.OPENID}, status=429
    )


def _minutes_left(request: ActorRequest, credentials: Mapping[str, str]) -> int:
    attempts = AxesDatabaseHandler().get_user_attempts(request, dict(credentials))
    last = max((attempt.attempt_time for found in attempts for attempt in found), default=timezone.now())
    left = last + queries.lockout_limits().duration - timezone.now()
    return max(-(-left // MINUTE), 1)


def cool_off(request: HttpRequest | None) -> timedelta:
    """How long an account stays locked (settings.AXES_COOLOFF_TIME)."""
    return queries.lockout_limits().duration


def failure_limit(request: HttpRequest, credentials: Mapping[str, str]) -> int:
    """How many failures lock an account (settings.AXES_FAILURE_LIMIT)."""
    return queries.lockout_limits().failures


def signed_in_user(request: ActorRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else through
    return request.user


def oneself_or(request: ActorRequest, user_id: UUID | None) -> User:
    """The person a page is about: oneself, or somebody one may see."""
    if user_id is None or user_id == request.actor.user_id:
        return signed_in_user(request)
    return queries.get_user(request.actor, user_id)


def _actor(user: User) -> Actor:
    return queries.actor_for(user, post_id=None, via="web")


def next_of(request: ActorRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return settings.LOGIN_REDIRECT_URL
