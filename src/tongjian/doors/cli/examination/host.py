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
from django.db import DatabaseError

from tongjian.doors.cli.certificates import RENEW_DAYS, lifetime
from tongjian.doors.cli.examination.finding import GOOD, Finding, good, warning, wrong
from tongjian.foundation.casework.queries import failing_mail, failing_webhooks
from tongjian.foundation.casework.typesetting import chinese_fonts
from tongjian.foundation.ledger.keys import missing_key_files

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
        lacking = [wanted for wanted in ("ledger.key", "ledger.vkey", "field-1.key") if not (folder / wanted).exists()]
        lacking += [name for name in _signing_keys() if name not in lacking]
        if lacking:
            return wrong(
                name, f"缺少 {'、'.join(lacking)}。", "从备份中取回 keys/；没有字段密钥，已加密的内容无法读取。"
            )
    if exposed:
        return warning(name, f"他人可以进入 {folder}。", f"chmod 700 {folder}")
    return good(name, "齐全，只有属主可读")


def _signing_keys() -> list[str]:
    """Keys of the log that are missing; without its database only the files can be looked at."""
    try:
        return missing_key_files()
    except DatabaseError:
        return []


def disk() -> Finding:
    free = shutil.disk_usage(_existing(settings.TONGJIAN_HOME)).free
    sentence = f"剩余 {free / (1 << 30):.1f} GiB"
    if free > FREE_BYTES:
        return good("磁盘", sentence)
    return wrong("磁盘", f"{sentence}，不足 1 GiB。", "清理或扩大数据目录所在的磁盘；旧的备份移到别处。")


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def time_zone() -> Finding:
    try:
        zone = ZoneInfo(settings.TIME_ZONE)
    except ZoneInfoNotFoundError:
        return wrong("时区", f"系统没有时区数据 {settings.TIME_ZONE}。", "安装时区数据：apt-get install tzdata")
    return good("时区", f"{settings.TIME_ZONE}，现在是 {datetime.now(zone):%Y-%m-%d %H:%M}")


def port() -> Finding:
    """Busy with ourselves is fine."""
    raw = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not raw.isdigit() or not 0 < int(raw) < 1 << 16:
        return wrong("端口", f"PORT={raw} 不是端口。", "PORT 只能是 1 到 65535 的整数。")
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", int(raw))) != 0:
            return good("端口", f"{raw} 空闲")
    if _is_ours(int(raw)):
        return good("端口", f"{raw} 上通监正在运行")
    return warning("端口", f"{raw} 被别的程序占用。", f"换一个端口，例如 PORT={int(raw) + 1}；或停止占用它的程序。")


def _is_ours(number: int) -> bool:
    """With or without TLS; whether the certificate is good has a line of its own."""
    asked: list[http.client.HTTPConnection] = [http.client.HTTPConnection("127.0.0.1", number, timeout=2)]
    authority = settings.TONGJIAN_HOME / "keys" / "tls" / "ca.crt"
    if authority.exists():
        trust = ssl.create_default_context(cafile=str(authority))
        asked.insert(0, http.client.HTTPSConnection("127.0.0.1", number, timeout=2, context=trust))
    return any(_answers(one) for one in asked)


def _answers(asked: http.client.HTTPConnection) -> bool:
    try:
        with closing(asked):
            asked.request("GET", "/healthz")
            return asked.getresponse().read() == b'{"status": "ok"}'
    except (OSError, http.client.HTTPException):
        return False


def certificate() -> Finding:
    name, found = "证书", lifetime(settings.TONGJIAN_HOME / "keys" / "tls")
    if found is None:
        return good(name, "没有用 serve --tls（在代理上做 TLS，或只在本机使用）")
    left = {what: until - datetime.now(UTC) for what, until in (("服务器", found.server), ("根", found.authority))}
    ended = [what for what, rest in left.items() if rest <= timedelta(0)]
    if ended:
        return wrong(
            name, f"{ended[0]}证书已过期。", "重新启动 serve --tls；根证书过期的，先移走 keys/tls/，手机须重装根证书。"
        )
    if left["根"] < timedelta(days=180):
        remedy = "选定日期移走 keys/tls/ 并重新启动，通知所有手机安装新的根证书。"
        return warning(name, f"根证书 {found.authority:%Y-%m-%d} 到期。", remedy)
    if left["服务器"] < timedelta(days=RENEW_DAYS):
        return warning(
            name,
            f"服务器证书 {found.server:%Y-%m-%d} 到期。",
            "运行中的 serve --tls 会自动续期；没有运行的，启动一次即可。",
        )
    return good(name, f"服务器证书有效至 {found.server:%Y-%m-%d}，用于 {'、'.join(found.names)}")


def site() -> Finding:
    name = "网站设置"
    if settings.DEBUG:
        return wrong(name, "TONGJIAN_DEBUG=1：出错的页面会显示程序内部内容。", "正式使用时去掉 TONGJIAN_DEBUG。")
    if "*" in settings.ALLOWED_HOSTS and not settings.IS_DEMO:
        return warning(
            name, "网站回答任何主机名。", "设置 TONGJIAN_HOSTS，例如 TONGJIAN_HOSTS=jianguan.example,192.168.1.10"
        )
    return good(name, "没有问题")


def mail() -> Finding:
    if not settings.EMAIL_HOST:
        remedy = "要发邮件提醒的，设置 TONGJIAN_MAIL、TONGJIAN_MAIL_FROM 和 TONGJIAN_URL；不发的不必处理。"
        return Finding("邮件", GOOD, "没有设置发信服务器，提醒都在系统的通知里", remedy)
    wanted = {"TONGJIAN_MAIL_FROM": settings.DEFAULT_FROM_EMAIL, "TONGJIAN_URL": settings.SITE_URL}
    if lacking := [variable for variable, value in wanted.items() if not value]:
        remedy = "TONGJIAN_MAIL_FROM 是发件人，TONGJIAN_URL 是人们打开网站的地址，信中的链接要用。"
        return wrong("邮件", f"设了发信服务器，还缺 {'、'.join(lacking)}。", remedy)
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    if failing := failing_mail():
        said = f"经 {where} 发信，{failing} 人的邮件没有发出。"
        return warning("邮件", said, "运行 tongjian mail test 邮箱，看是什么原因。")
    return good("邮件", f"经 {where} 发信")


def webhooks() -> Finding:
    if not settings.WEBHOOK_NETWORKS:
        remedy = "要把通知推送给机关自己的系统，设置 TONGJIAN_WEBHOOK_NETWORKS；不推送的不必处理。"
        return Finding("消息推送", GOOD, "没有开放可以推送的网段，不向其他系统推送", remedy)
    if failing := failing_webhooks():
        return warning("消息推送", f"{failing} 个系统没有收到消息。", "在“机构人员—消息推送”中看原因，试推送。")
    return good("消息推送", f"可推送到 {'、'.join(map(str, settings.WEBHOOK_NETWORKS))}")


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
