"""Which session a request belongs to, and what a browser calls itself in words."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org import operations

SIGN_IN = "sign_in"
"""Key of the session under which the id of its SignIn stands."""

# The first that occurs counts: browsers name those they descend from, too.
_BROWSERS: Sequence[tuple[str, str]] = (
    ("MicroMessenger/", "微信"),
    ("DingTalk/", "钉钉"),
    ("QQBrowser/", "QQ 浏览器"),
    ("360SE", "360 浏览器"),
    ("Edg/", "Edge"),
    ("HuaweiBrowser/", "华为浏览器"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Sequence[tuple[str, str]] = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("UOS", "统信"),
    ("Kylin", "麒麟"),
    ("Linux", "Linux"),
)


def device_of(agent: str) -> str:
    """Windows · Edge; 未知设备 for what names neither."""
    found = [next((name for mark, name in names if mark in agent), "") for names in (_SYSTEMS, _BROWSERS)]
    return " · ".join(filter(None, found)) or "未知设备"


def address_of(request: HttpRequest) -> str:
    """Where a request came from: behind one's own proxy what that proxy says, which nobody can forge."""
    if settings.SECURE_PROXY_SSL_HEADER is None:
        return str(request.META.get("REMOTE_ADDR", ""))
    return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()


def begin(request: HttpRequest, actor: Actor) -> None:
    """After the last step of signing in: the session is listed from now on."""
    sign_in = operations.open_session(
        actor=actor,
        session_key=request.session.session_key or "",
        agent=request.headers.get("User-Agent", ""),
        address=request.META.get("REMOTE_ADDR") or None,
    )
    request.session[SIGN_IN] = str(sign_in.pk)


def sign_in_of(request: HttpRequest) -> UUID | None:
    """None for a session begun before sessions were listed."""
    written = request.session.get(SIGN_IN)
    return UUID(written) if written else None
