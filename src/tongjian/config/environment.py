"""Strict readers of the environment: a value that makes no sense stops the start with a sentence."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def flag(name: str, *, default: bool) -> bool:
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.lower() in _YES | _NO:
        return raw.lower() in _YES
    raise ImproperlyConfigured(f"环境变量 {name}={raw!r} 只能是 1 或 0。")


def choice(name: str, known: Sequence[str]) -> str:
    """One of the known words; the first is the default."""
    value = os.environ.get(name) or known[0]
    if value not in known:
        raise ImproperlyConfigured(f"环境变量 {name}={value!r} 只能是 {'、'.join(known)}。")
    return value


def days(name: str, *, default: int) -> int:
    raw = os.environ.get(name) or str(default)
    if not raw.isascii() or not raw.isdigit() or int(raw) < 1:
        raise ImproperlyConfigured(f"环境变量 {name}={raw!r} 只能是天数，至少 1。")
    return int(raw)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in; without a host none is sent."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starts_tls: bool = False
    is_tls: bool = False


def mail(name: str) -> MailServer:
    """From `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://user:password@host:port`."""
    url = urlsplit(os.environ.get(name, ""))
    standard = {"": 25, "smtp": 25, "smtp+tls": 587, "smtps": 465}
    try:
        port = url.port or standard[url.scheme]
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(f"{name} 应为 smtp://用户:口令@主机:端口（或 smtp+tls、smtps）。") from error
    user, password = unquote(url.username or ""), unquote(url.password or "")
    return MailServer(url.hostname or "", port, user, password, url.scheme == "smtp+tls", url.scheme == "smtps")


@dataclass(frozen=True, slots=True)
class OpenIdProvider:
    """Who else may say who somebody is; without an issuer nobody. `claim` names the claim that is the username here,
    empty when each person links the own account."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    claim: str = ""
    label: str = ""


def openid() -> OpenIdProvider:
    """Nobody without TONGJIAN_OPENID_ISSUER."""
    issuer = os.environ.get("TONGJIAN_OPENID_ISSUER", "").strip()
    if not issuer:
        return OpenIdProvider()
    url = urlsplit(issuer)
    is_here = url.scheme == "http" and url.hostname in ("127.0.0.1", "localhost")
    if not url.hostname or not (url.scheme == "https" or is_here):
        raise ImproperlyConfigured(f"TONGJIAN_OPENID_ISSUER 应为 https:// 开头的地址，现在是 {issuer!r}。")
    client_id = os.environ.get("TONGJIAN_OPENID_CLIENT_ID", "")
    client_secret = os.environ.get("TONGJIAN_OPENID_CLIENT_SECRET", "")
    if not client_id or not client_secret:
        sentence = "设了 TONGJIAN_OPENID_ISSUER，还要设 TONGJIAN_OPENID_CLIENT_ID 和 TONGJIAN_OPENID_CLIENT_SECRET。"
        raise ImproperlyConfigured(sentence)
    claim, label = os.environ.get("TONGJIAN_OPENID_CLAIM", ""), os.environ.get("TONGJIAN_OPENID_LABEL")
    return OpenIdProvider(issuer.rstrip("/"), client_id, client_secret, claim, label or "统一身份认证")


def address(name: str) -> str:
    """Where people find the site, without a slash at the end; empty when nobody said it."""
    raw = os.environ.get(name, "").strip().rstrip("/")
    url = urlsplit(raw)
    if raw and (url.scheme not in ("http", "https") or not url.hostname or url.query):
        raise ImproperlyConfigured(f"环境变量 {name}={raw!r} 应为网站的地址，例如 https://jianguan.example。")
    return raw


def words(name: str, *, default: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(word) for word in words(name, default="")]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"环境变量 {name} 应为网段，用逗号分开，例如 10.20.0.0/16,10.21.3.8/32。"
        ) from error


def home() -> Path:
    """Where everything lives that is not code; relocatable, so nothing inside names its own path."""
    return Path(os.environ.get("TONGJIAN_HOME", "var")).resolve()


def secret(name: str, file: Path) -> str:
    """From the environment, else from a file in the home that is made at first need."""
    if value := os.environ.get(name):
        return value
    if file.exists():
        return file.read_text().strip()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    value = secrets.token_urlsafe(50)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(value)
    return value


def previous_secret(file: Path) -> list[str]:
    """The secret before the present one, still accepted, from where the present one comes from."""
    if os.environ.get("TONGJIAN_SECRET_KEY"):
        return [value] if (value := os.environ.get("TONGJIAN_SECRET_KEY_PREVIOUS")) else []
    return [file.read_text().strip()] if file.exists() else []
