"""How a message leaves for another system: a CloudEvent, signed, to an address that the operator's networks allow."""

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
import ssl
from typing import Any
from urllib.parse import SplitResult, urlsplit

import urllib3
from django.conf import settings
from django.utils import timezone

from tongjian.foundation.casework.models import Announcement, Webhook, WebhookDelivery
from tongjian.foundation.casework.operations._mail import absolute
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org.models import Agency

SECRET_BYTES = 32
TYPE = "cn.tongjian"
_SECONDS = urllib3.Timeout(connect=5, read=10)
_GONE = 410


class Refused(RuleViolated):
    """The other system did not take it: `answer` is its status, None when there was none."""

    def __init__(self, sentence: str, answer: int | None = None) -> None:
        super().__init__("webhook_refused", sentence)
        self.answer = answer

    @property
    def is_final(self) -> bool:
        """It says that it wants nothing any more (RFC 9110, 15.5.11)."""
        return self.answer == _GONE


def check_address(address: str) -> SplitResult:
    """Raises RuleViolated with the reason why nothing may be sent there."""
    url = urlsplit(address)
    try:
        has_port = url.port is None or url.port > 0
    except ValueError:
        has_port = False
    if url.scheme not in ("https", "http") or not url.hostname or not has_port or url.username or url.fragment:
        raise RuleViolated("webhook_address", "接收地址应为 https:// 开头的完整地址，不含用户名和 #。")
    if url.scheme == "http" and not settings.WEBHOOK_PLAIN:
        raise RuleViolated("webhook_address", "接收地址应为 https://；专网内确需 http:// 的，由运维员设置。")
    return url


def where(url: SplitResult) -> str:
    """The address in numbers that the name stands for now. Every one of them must lie in a network the operator
    opened, and it is this number that is connected to: a name that changes its mind in between reaches nothing."""
    if not settings.WEBHOOK_NETWORKS:
        raise RuleViolated("webhook_off", "没有开放可以推送的网段（TONGJIAN_WEBHOOK_NETWORKS），请联系运维员。")
    try:
        found = socket.getaddrinfo(url.hostname, url.port or 0, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as trouble:
        raise Refused("找不到接收地址的主机名。") from trouble
    numbers = [str(one[4][0]) for one in found]
    if outside := [number for number in numbers if not _is_open(number)]:
        raise RuleViolated("webhook_network", f"接收地址 {outside[0]} 不在运维员开放的网段内。")
    return numbers[0]


def _is_open(number: str) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    plain = getattr(address, "ipv4_mapped", None) or address
    return any(plain in network for network in settings.WEBHOOK_NETWORKS)


def news(delivery: WebhookDelivery) -> dict[str, Any]:
    """What is said of an announcement: its title and where to read on, nothing of what the matter holds."""
    said: Announcement = delivery.announcement
    return envelope(
        delivery.pk,
        f"{TYPE}.notification.{said.kind}",
        said.agency,
        f"{said.matter_kind}/{said.matter_id}",
        said.at.isoformat(),
        {"kind": said.get_kind_display(), "title": said.title, "url": absolute(said.url)},
    )


def envelope(number: object, kind: str, agency: Agency, subject: str, at: str, data: dict[str, Any]) -> dict[str, Any]:
    """CloudEvents 1.0, JSON. `id` stays the same when a message comes again."""
    return {
        "specversion": "1.0",
        "id": str(number),
        "source": settings.SITE_URL or "urn:tongjian",
        "type": kind,
        "subject": subject,
        "time": at,
        "datacontenttype": "application/json",
        "data": {**data, "agency": {"code": agency.code, "name": agency.name}},
    }


def send(webhook: Webhook, event: dict[str, Any]) -> int:
    """Posts one event and answers with the status; follows no redirect and reads no answer.

    Raises Refused when it did not arrive, RuleViolated when it may not be sent at all.
    """
    url = check_address(webhook.url)
    number = where(url)
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "Host": url.netloc,
        "User-Agent": "tongjian",
        **signature(webhook.secret, event["id"], int(timezone.now().timestamp()), body),
    }
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    pool = _pool(url, number)
    try:
        answer = pool.request(
            "POST", path, body=body, headers=headers, redirect=False, retries=False, preload_content=False
        )
        answer.close()
    except urllib3.exceptions.HTTPError as trouble:
        raise Refused(_reason(trouble)) from trouble
    finally:
        pool.close()
    if not 200 <= answer.status < 300:  # noqa: PLR2004
        raise Refused(f"对方系统回答 {answer.status}。", answer.status)
    return answer.status


def signature(secret: str, number: str, at: int, body: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks 1.0: HMAC-SHA256 over number, time and body."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{number}.{at}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": number,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _pool(url: SplitResult, number: str) -> urllib3.HTTPConnectionPool:
    """To the number; the certificate is checked against the name."""
    if url.scheme == "http":
        return urllib3.HTTPConnectionPool(number, url.port or 80, timeout=_SECONDS)
    return urllib3.HTTPSConnectionPool(
        number,
        url.port or 443,
        timeout=_SECONDS,
        ssl_context=ssl.create_default_context(),
        server_hostname=url.hostname,
        assert_hostname=url.hostname,
    )


_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (urllib3.exceptions.SSLError, "加密连接没有建立，请检查对方的证书。"),
    (urllib3.exceptions.NewConnectionError, "连不上接收地址，请检查地址、端口和网络。"),
    (urllib3.exceptions.TimeoutError, "对方系统没有在规定时间内回答。"),
)


def _reason(trouble: Exception) -> str:
    return next((words for kind, words in _REASONS if isinstance(trouble, kind)), "消息没有送达。")
