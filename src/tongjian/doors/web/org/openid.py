"""Signing in with what an OpenID Connect provider says (authorization code with PKCE)."""

from functools import lru_cache
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from joserfc.errors import JoseError
from requests import RequestException

from tongjian.doors.face.middleware import public
from tongjian.doors.face.pages import notice
from tongjian.doors.web.org.forms import SignInForm
from tongjian.doors.web.org.signing import next_of, show_sign_in, signed_in
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError, NotFound, RuleViolated
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org import operations, queries

_NEXT, _LINKS = "openid_next", "openid_links"
_SIGNED = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures that only the provider can make; never `none`, never one made with the shared secret."""
_UNREACHABLE = "统一身份认证暂时连不上，请稍后再试，或者用密码登录。"
_REFUSED = "统一身份认证没有通过，请重新登录。"
_UNKNOWN = "统一身份认证已通过，但没有账号与它绑定。请先用密码登录，在“我的账号”里绑定。"


@lru_cache(maxsize=1)
def _client(issuer: str) -> Any:
    """Asks the provider for its addresses at first use, and keeps them."""
    provider, oauth = settings.OPENID, OAuth()
    return oauth.register(
        name="openid",
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "default_timeout": 10},
    )


def checked_client() -> Any:
    """Raises RuleViolated when what answers is not the issuer that was named, or its signatures prove nothing."""
    issuer = settings.OPENID.issuer
    if not issuer:
        raise NotFound("openid_off", "本系统没有启用统一身份认证。")
    client = _client(issuer)
    metadata = client.load_server_metadata()
    signed = [one for one in metadata.get("id_token_signing_alg_values_supported", ["RS256"]) if one in _SIGNED]
    if str(metadata.get("issuer", "")).rstrip("/") != issuer or not signed:
        raise RuleViolated("openid_issuer", "统一身份认证的地址与设置不符，请联系运维员。")
    metadata["id_token_signing_alg_values_supported"] = signed
    return client


@public
@never_cache
@require_safe
def begin(request: ActorRequest) -> HttpResponseBase:
    """To the provider; whoever is signed in here already comes back to link the own account."""
    try:
        client = checked_client()
        answer: HttpResponseBase = client.authorize_redirect(request, _return_address(request))
    except (RequestException, AuthlibBaseError):
        return _back(request, _UNREACHABLE, status=503)
    except RuleViolated as refusal:
        return _back(request, refusal.sentence, status=503)
    request.session[_NEXT], request.session[_LINKS] = next_of(request), request.actor.is_person
    return answer


@public
@never_cache
@require_safe
def come_back(request: ActorRequest) -> HttpResponseBase:
    wanted, links = request.session.pop(_NEXT, ""), request.session.pop(_LINKS, False)
    try:
        claims = checked_client().authorize_access_token(request).get("userinfo") or {}
    except RequestException:
        return _back(request, _UNREACHABLE, status=503)
    except RuleViolated as refusal:
        return _back(request, refusal.sentence, status=503)
    except (AuthlibBaseError, JoseError, ValueError):
        return _back(request, _REFUSED, status=403)
    if not claims.get("sub"):
        return _back(request, _REFUSED, status=403)
    if links and request.actor.is_person:
        return _link(request, claims)
    user = _user_of(claims)
    if user is None:
        return _back(request, _UNKNOWN, status=403)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return signed_in(request, user, wanted, by_provider=True)


def _user_of(claims: Any) -> Any:
    provider, subject = settings.OPENID, str(claims["sub"])
    user = queries.find_linked_user(provider.issuer, subject)
    if user is None and provider.claim and claims.get(provider.claim):
        operations.link_by_username(
            actor=Actor.public(), issuer=provider.issuer, subject=subject, username=str(claims[provider.claim])
        )
        user = queries.find_linked_user(provider.issuer, subject)
    return user


def _link(request: ActorRequest, claims: Any) -> HttpResponse:
    try:
        operations.link_identity(actor=request.actor, issuer=settings.OPENID.issuer, subject=str(claims["sub"]))
        notice(request, "已绑定，以后可以用统一身份认证登录。")
    except DomainError as refusal:
        notice(request, refusal.sentence, is_warning=True)
    return redirect("org:account")


@require_POST
def unlink(request: ActorRequest) -> HttpResponse:
    assert request.actor.user_id is not None  # the middleware lets nobody else through
    operations.unlink_identity(actor=request.actor, user_id=request.actor.user_id)
    notice(request, "已解除绑定。")
    return redirect("org:account")


def _return_address(request: ActorRequest) -> str:
    return request.build_absolute_uri(reverse("org:openid-return"))


def _back(request: ActorRequest, sentence: str, *, status: int) -> HttpResponse:
    return show_sign_in(request, SignInForm(None), status=status, trouble=sentence)
