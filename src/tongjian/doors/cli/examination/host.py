"""The machine: home, keys, disk, port, certificate, time zone, settings."""

import http.client
import os
import shutil
import socket
import ssl
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import requests
from django.conf import settings
from django.core import checks

from tongjian.doors.cli.certificates import RENEW_DAYS, lifetime
from tongjian.doors.cli.examination.finding import GOOD, Finding, good, warning, wrong
from tongjian.foundation.casework.queries import failing_mail
from tongjian.foundation.casework.typesetting import chinese_fonts

FREE_BYTES = 1 << 30
DEFAULT_PORT = 8000


def home() -> Finding:
    name, place = "数据目录", settings.TONGJIAN_HOME
    if not (place / "initialised").exists():
        return wrong(
            name, f"{place} 还没有初始化。", "运行 tongjian init；已有数据的，检查 TONGJIAN_HOME 是否指对了目录。"
        )
    unwritable = [str(path) for path in (place, place / "files", place / "checkpoints") if _is_closed(path)]
    if unwritable:
        return wrong(name, f"不可写：{'、'.join(unwritable)}。", f"把属主改为运行程序的用户：chown -R {_me()} {place}")
    return good(name, str(place))


def _is_closed(path: Path) -> bool:
    return path.exists() and not os.access(path, os.W_OK)


def _me() -> str:
    return str(os.environ.get("USER") or os.geteuid())


def keys() -> Finding:
    name, folder = "密钥", settings.TONGJIAN_HOME / "keys"
    exposed = [path for path in [*folder.rglob("*.key"), folder] if path.exists() and path.stat().st_mode & 0o077]
    files = [path for path in exposed if path.is_file()]
    if files:
        return wrong(name, "密钥文件可被他人读取。", f"chmod 600 {' '.join(map(str, files))}")
    if (settings.TONGJIAN_HOME / "initialised").exists():
        wanted = {"TONGJIAN_MAIL_FROM": settings.DEFAULT_FROM_EMAIL, "TONGJIAN_URL": settings.SITE_URL}
    if lacking := [variable for variable, value in wanted.items() if not value]:
        remedy = "TONGJIAN_MAIL_FROM 是发件人，TONGJIAN_URL 是人们打开网站的地址，信中的链接要用。"
        return wrong("邮件", f"设了发信服务器，还缺 {'、'.join(lacking)}。", remedy)
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    if failing := failing_mail():
        said = f"经 {where} 发信，{failing} 人的邮件没有发出。"
        return warning("邮件", said, "运行 tongjian mail test 邮箱，看是什么原因。")
    return good("邮件", f"经 {where} 发信")


def fonts() -> Finding:
    if found := chinese_fonts():
        return good("中文字体", found[0])
    return warning(
        "中文字体", "没有中文字体，不能生成文书。", "安装思源字体：apt-get install fonts-noto-cjk，然后重新启动。"
    )


def openid() -> Finding:
    name, provider = "统一身份认证", settings.OPENID
    if not provider.issuer:
        return good(name, "没有启用，用密码登录")
    address = f"{provider.issuer}/.well-known/openid-configuration"
    try:
        answer = requests.get(address, timeout=10)
        answer.raise_for_status()
        issuer = str(answer.json().get("issuer", "")).rstrip("/")
    except (requests.RequestException, ValueError) as trouble:
        said = f"{address} 没有正常回答（{type(trouble).__name__}）。"
        return wrong(name, said, "检查 TONGJIAN_OPENID_ISSUER、网络和对方的证书；这期间可以用密码登录。")
    if issuer != provider.issuer:
        return wrong(
            name, f"对方自称 {issuer or '（空）'}，与设置的 {provider.issuer} 不符。", "改正 TONGJIAN_OPENID_ISSUER。"
        )
    return good(name, f"{provider.label}：{provider.issuer}")


def program() -> Finding:
    found = [str(message) for message in checks.run_checks() if message.level >= checks.WARNING]
    if found:
        return wrong("程序", "；".join(found), "重新运行 make setup；仍然如此的，把这一行告诉开发者。")
    [vendor] = [Path(folder) for prefix, folder in settings.STATICFILES_DIRS if prefix == "vendor"]
    if not (vendor / "icons.svg").exists():
        return wrong("程序", "缺少前端文件。", "运行 make setup。")
    return good("程序", "设置和前端文件没有问题")
