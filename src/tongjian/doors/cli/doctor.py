"""`tongjian doctor`: what is wrong with this installation, in words, with what to do about it."""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.utils import timezone

from tongjian.doors.cli.answer import answer, fail, json_option
from tongjian.doors.cli.chinese import command
from tongjian.doors.cli.migrate import unapplied
from tongjian.foundation.kernel.jobs import list_workers
from tongjian.foundation.kernel.models import Schedule
from tongjian.foundation.ledger.queries import missing_triggers

GOOD, WARNING, WRONG = "正常", "注意", "不对"
FREE_BYTES = 1 << 30
OLDEST_POSTGRES = 140000
LATE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    level: str
    sentence: str


def _home() -> Finding:
    home = settings.TONGJIAN_HOME
    exposed = [path for path in (home / "keys").rglob("*.key") if path.stat().st_mode & 0o077]
    if not (home / "initialised").exists():
        return Finding("数据目录", WRONG, f"{home} 还没有初始化：运行 tongjian init。")
    if exposed:
        return Finding("数据目录", WRONG, f"密钥文件可被他人读取：chmod 600 {' '.join(map(str, exposed))}")
    return Finding("数据目录", GOOD, str(home))


def _disk() -> Finding:
    free = shutil.disk_usage(_existing(settings.TONGJIAN_HOME)).free
    level = GOOD if free > FREE_BYTES else WRONG
    return Finding("磁盘", level, f"剩余 {free / (1 << 30):.1f} GiB")


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def _database() -> Finding:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return Finding("数据库", WRONG, f"连不上：{str(error).strip()}。请检查 DATABASE_URL。")
    return _sqlite() if connection.vendor == "sqlite" else _postgres()


def _sqlite() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
        cursor.execute("PRAGMA quick_check(1)")
        state = cursor.fetchone()[0]
    if state != "ok":
        return Finding("数据库", WRONG, f"SQLite 文件已损坏：{state}。请从备份恢复。")
    return Finding("数据库", GOOD if mode == "wal" else WARNING, f"SQLite {sqlite3.sqlite_version}，日志模式 {mode}")


def _postgres() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
        number, version = cursor.fetchone()
    if number < OLDEST_POSTGRES:
        return Finding("数据库", WRONG, f"PostgreSQL {version} 太旧，需要 14 或更高版本。")
    if psycopg.pq.__impl__ == "python":
        return Finding("数据库", WARNING, f"PostgreSQL {version}；驱动为纯 Python 实现，很慢：重新运行 make setup。")
    return Finding("数据库", GOOD, f"PostgreSQL {version}")


def _structure() -> Finding:
    try:
        lacking = unapplied()
    except DatabaseError as error:
        return Finding("数据库结构", WRONG, str(error).strip())
    if lacking:
        return Finding("数据库结构", WRONG, f"有 {len(lacking)} 项未应用的变更：运行 tongjian migrate。")
    return Finding("数据库结构", GOOD, "与程序一致")


def _ledger() -> Finding:
    try:
        lacking = [] if unapplied() else missing_triggers()
    except DatabaseError:
        return Finding("存证", WRONG, "无法读取：见“数据库结构”。")
    if lacking:
        return Finding("存证", WRONG, f"数据库缺少防改写触发器：{'、'.join(lacking)}。请查明原因后从备份恢复。")
    return Finding("存证", GOOD, "防改写触发器齐全")


def _front_end() -> Finding:
    [vendor] = [Path(folder) for prefix, folder in settings.STATICFILES_DIRS if prefix == "vendor"]
    if (vendor / "icons.svg").exists():
        return Finding("前端文件", GOOD, "齐全")
    return Finding("前端文件", WRONG, "缺少：运行 make setup。")


def _workers() -> Finding:
    try:
        living = len(list_workers())
        late = Schedule.objects.filter(next_run_at__lt=timezone.now() - LATE).count()
    except DatabaseError:
        return Finding("后台任务", WRONG, "无法读取：见“数据库结构”。")
    if not living:
        return Finding("后台任务", WARNING, "没有后台进程在运行：用 tongjian serve 或 tongjian worker 启动。")
    if late:
        return Finding("后台任务", WARNING, f"{living} 个进程在运行，但有 {late} 项定时任务到期未执行。")
    return Finding("后台任务", GOOD, f"{living} 个进程在运行")


def _settings() -> Finding:
    wrong = [str(message) for message in checks.run_checks() if message.level >= checks.WARNING]
    return Finding("程序设置", WRONG, "；".join(wrong)) if wrong else Finding("程序设置", GOOD, "没有问题")


CHECKS: tuple[Callable[[], Finding], ...] = (
    _home,
    _disk,
    _database,
    _structure,
    _ledger,
    _front_end,
    _workers,
    _settings,
)


@command("doctor")
@json_option
def doctor() -> None:
    """逐项检查这套安装；有不对的地方返回 1。"""
    findings = [look() for look in CHECKS]
    healthy = all(finding.level != WRONG for finding in findings)
    rows = [{"name": f.name, "level": f.level, "sentence": f.sentence} for f in findings]
    text = "\n".join(f"{f.level}  {f.name}：{f.sentence}" for f in findings)
    answer({"healthy": healthy, "findings": rows}, text)
    if not healthy:
        fail()
