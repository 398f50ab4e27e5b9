"""`tongjian serve`: the whole application as one group of processes."""

import http.client
import json
import os
import shutil
import socket
import ssl
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click
from django.conf import settings
from django.db import connection

from tongjian.doors.cli.answer import note
from tongjian.doors.cli.certificates import ANYWHERE, machine_names, server_certificate
from tongjian.doors.cli.chinese import command
from tongjian.doors.cli.migrate import bring_up_to_date, unapplied
from tongjian.doors.cli.static import gather_static_files
from tongjian.doors.cli.supervisor import Child, Supervisor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.jobs import SCHEDULE_QUEUE

LOOK_SECONDS = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Address:
    """Where the pages are served. `tls` holds certificate and key, or nothing."""

    host: str
    port: int
    tls: tuple[Path, Path] | None

    @property
    def reachable_host(self) -> str:
        return "127.0.0.1" if self.host in ANYWHERE else self.host

    @property
    def url(self) -> str:
        shown = f"[{self.reachable_host}]" if ":" in self.reachable_host else self.reachable_host
        return f"{'https' if self.tls else 'http'}://{shown}:{self.port}/"

    def answers(self) -> bool:
        """Any HTTP answer at all counts; whether the application is well is what /readyz says."""
        with closing(self._connection()) as connection_:
            try:
                connection_.request("GET", "/healthz")
                connection_.getresponse()
            except (OSError, http.client.HTTPException):
                return False
        return True

    def _connection(self) -> http.client.HTTPConnection:
        if self.tls is None:
            return http.client.HTTPConnection(self.reachable_host, self.port, timeout=2)
        trust = ssl.create_default_context(cafile=str(self.tls[0].with_name("ca.crt")))
        return http.client.HTTPSConnection(self.reachable_host, self.port, timeout=2, context=trust)


@command("serve")
@click.option("--host", default="127.0.0.1", help="监听的地址（默认 127.0.0.1；0.0.0.0 表示本机全部地址）。")
@click.option("--port", default=8000, envvar="PORT", type=click.IntRange(1, 65535), help="端口（默认 8000）。")
@click.option("--workers", default=min(2, os.cpu_count() or 1), type=click.IntRange(1, 64), help="网页进程数。")
@click.option("--tls", is_flag=True, help="用本机自建的证书提供 HTTPS。")
@click.option(
    "--name", "names", multiple=True, help="证书中另外写入的主机名或地址，可重复（本机的名称和地址自动写入）。"
)
@click.option(
    "--http-port", type=click.IntRange(1, 65535), help="同时监听的 http 端口：提供根证书下载，其余访问转到 https。"
)
@click.option("--migrate", is_flag=True, help="先升级数据库结构。")
def serve(
    *, host: str, port: int, workers: int, tls: bool, names: tuple[str, ...], http_port: int | None, migrate: bool
) -> None:
    """启动网页、后台任务和定时任务；Ctrl-C 全部停止。"""
    if not tls and (names or http_port):
        raise RuleViolated("tls_only", "--name 和 --http-port 只和 --tls 一起使用。")
    for wanted in filter(None, (port, http_port)):
        _require_free_port(host, wanted)
    _require_current_database(migrate=migrate)
    if gather_static_files():
        note("已整理静态文件。")
    keys, known = settings.TONGJIAN_HOME / "keys" / "tls", (host, *names, *_configured_hosts())
    address = Address(host, port, server_certificate(keys, *known) if tls else None)
    connection.close()
    shutil.rmtree(settings.TONGJIAN_HOME / "run" / "metrics", ignore_errors=True)
    web = _web(address, workers)
    children = [web, _worker("后台任务", "default"), _worker("定时任务", SCHEDULE_QUEUE)]
    if http_port:
        children.append(_redirect(address, http_port, machine_names(*known)))
    chores = [Renewal(address.tls[0], known, web)] if address.tls else []
    Supervisor(children, chores).run(when_started=lambda: _greet(address, http_port))
    note("已全部停止。")


def _configured_hosts() -> list[str]:
    """Names of the site that a certificate can carry: no patterns."""
    return [name for name in settings.ALLOWED_HOSTS if name != "*" and not name.startswith(".")]


class Renewal:
    """Looks a few times a day whether the certificate nears its end, and lets the pages start again with a new one."""

    def __init__(self, certificate: Path, names: Sequence[str], web: Child) -> None:
        self.certificate, self.names, self.web = certificate, names, web
        self.not_before = time.monotonic() + LOOK_SECONDS

    def __call__(self) -> None:
        if time.monotonic() < self.not_before:
            return
        self.not_before = time.monotonic() + LOOK_SECONDS
        before = self.certificate.read_bytes()
        server_certificate(self.certificate.parent, *self.names)
        if self.certificate.read_bytes() != before:
            note("服务器证书已续期，网页进程换用新证书。")
            self.web.start_again()


def _require_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sentence = f"无法监听 {host}:{port}（{error.strerror}）。可换一个端口，例如 PORT={port + 1}。"
            raise RuleViolated("port_taken", sentence) from error


def _require_current_database(*, migrate: bool) -> None:
    if not (settings.TONGJIAN_HOME / "initialised").exists():
        raise RuleViolated("home_not_initialised", f"{settings.TONGJIAN_HOME} 还没有初始化：先运行 tongjian init。")
    if migrate:
        bring_up_to_date()
    elif lacking := unapplied():
        raise RuleViolated("database_not_current", f"数据库缺少 {len(lacking)} 项变更：先运行 tongjian migrate。")


def _web(address: Address, workers: int) -> Child:
    options = ["--interface", "wsgi", "--host", address.host, "--port", str(address.port), "--no-ws"]
    threads = ["--workers", str(workers), "--blocking-threads", "4", "--backpressure", "64"]
    upkeep = ["--respawn-failed-workers", "--workers-kill-timeout", "3", "--log-level", "warning"]
    application = "tongjian.config.wsgi:application"
    words = [sys.executable, "-m", "granian", *options, *threads, *upkeep, *_tls_options(address), application]
    return Child("网页", words, {"TONGJIAN_TLS": "1"} if address.tls else {})


def _tls_options(address: Address) -> Sequence[str]:
    if address.tls is None:
        return []
    certificate, key = map(str, address.tls)
    return ["--ssl-certificate", certificate, "--ssl-keyfile", key, "--ssl-protocol-min", "tls1.2"]


def _redirect(address: Address, port: int, names: Sequence[str]) -> Child:
    assert address.tls is not None
    options = {"--host": address.host, "--port": port, "--to-port": address.port}
    words = [word for name, value in options.items() for word in (name, str(value))]
    words += ["--authority", str(address.tls[0].with_name("ca.crt"))]
    words += [word for name in names for word in ("--name", name)]
    return Child("http 转向", [sys.executable, "-m", "tongjian.doors.cli.redirect", *words])


def _worker(name: str, queue: str) -> Child:
    return Child(name, [sys.executable, "-m", "tongjian", "worker", "--queue", queue])


def _greet(address: Address, http_port: int | None) -> bool:
    """Says where the application is, once it answers."""
    if not address.answers():
        return False
    note(f"\n通监已启动：{address.url}")
    if address.tls:
        note(f"手机等设备请先安装并信任根证书，方法见 {address.url}public/trust/")
        if http_port:
            note(f"根证书下载：http://{address.reachable_host}:{http_port}/ca.crt")
    _show_demo_accounts(settings.TONGJIAN_HOME / "demo-accounts.json")
    note("按 Ctrl-C 停止。\n")
    return True


def _show_demo_accounts(path: Path) -> None:
    """A list of {"username", "password", "name"}, written by the demo; absent in a real installation."""
    if not path.exists():
        return
    accounts = json.loads(path.read_text("utf-8"))
    note("演示账号：")
    for account in accounts:
        note(f"  {account['username']:<26}{account['password']:<18}{account['name']}")
