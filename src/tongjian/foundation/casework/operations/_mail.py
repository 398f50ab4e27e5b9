"""How mail leaves: one message, or the reason in words why it did not."""

import smtplib
import socket
import ssl
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage

from tongjian.foundation.kernel.errors import RuleViolated


def send(address: str, subject: str, lines: list[str]) -> None:
    """Plain text. Raises RuleViolated with what went wrong, for people."""
    if not settings.EMAIL_HOST or not settings.DEFAULT_FROM_EMAIL:
        raise RuleViolated("mail_off", "没有设置发信服务器（TONGJIAN_MAIL）和发件人（TONGJIAN_MAIL_FROM）。")
    message = EmailMessage(subject, "\n".join(lines), settings.DEFAULT_FROM_EMAIL, [address])
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as trouble:
        raise RuleViolated("mail_failed", _reason(trouble)) from trouble


def absolute(path: str) -> str:
    """A page of the site as mail has to name it; empty while nobody said where the site is (TONGJIAN_URL)."""
    return urljoin(f"{settings.SITE_URL}/", path.lstrip("/")) if settings.SITE_URL and path else ""


_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, "发信服务器不接受用户名和口令。"),
    (smtplib.SMTPRecipientsRefused, "发信服务器不接受收件人地址。"),
    (smtplib.SMTPSenderRefused, "发信服务器不接受发件人 TONGJIAN_MAIL_FROM。"),
    (smtplib.SMTPNotSupportedError, "发信服务器不支持所设的加密或者登录方式。"),
    (ssl.SSLError, "与发信服务器的加密连接没有建立，请检查端口和证书。"),
    (socket.gaierror, "找不到发信服务器的主机名。"),
    (ConnectionRefusedError, "发信服务器拒绝连接，请检查主机和端口。"),
    (TimeoutError, "发信服务器没有在规定时间内回答。"),
    (smtplib.SMTPServerDisconnected, "发信服务器中断了连接。"),
)


def _reason(trouble: Exception) -> str:
    said = next((words for kind, words in _REASONS if isinstance(trouble, kind)), "邮件没有发出。")
    return f"{said}（{type(trouble).__name__}）"
