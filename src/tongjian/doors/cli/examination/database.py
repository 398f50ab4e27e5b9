"""The database: reachable, new enough, whole, of this program's structure, guarded, on time."""

import sqlite3
from datetime import datetime, timedelta

import psycopg
from django.db import connection
from django.utils import timezone

from tongjian.doors.cli.examination.finding import Finding, good, warning, wrong
from tongjian.doors.cli.migrate import unapplied
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.ledger.queries import missing_triggers

OLDEST_SQLITE, OLDEST_POSTGRES = (3, 31), 140000
SKEW = timedelta(seconds=5)


def database() -> Finding:
    connection.ensure_connection()
    return _sqlite() if connection.vendor == "sqlite" else _postgres()


def _sqlite() -> Finding:
    name, version = "数据库", sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return wrong(
            name, f"SQLite {version} 太旧。", "换用带 SQLite 3.31 或更高版本的 Python，例如 Debian 12 自带的。"
        )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
        cursor.execute("PRAGMA quick_check(1)")
        state = cursor.fetchone()[0]
    if state != "ok":
        return wrong(name, f"SQLite 文件已损坏：{state}。", "停止程序，保留文件，从最近的备份恢复：tongjian restore")
    if mode != "wal":
        return warning(
            name,
            f"SQLite {version}，日志模式 {mode}，读写会互相等待。",
            "数据目录不要放在网络盘上；本机磁盘会自动用 WAL。",
        )
    return good(name, f"SQLite {version}，日志模式 {mode}")


def _postgres() -> Finding:
    name = "数据库"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('server_version'),"
            " current_setting('server_encoding')"
        )
        number, version, encoding = cursor.fetchone()
    if number < OLDEST_POSTGRES:
        return wrong(name, f"PostgreSQL {version} 太旧。", "升级到 14 或更高版本。")
    if encoding != "UTF8":
        return wrong(
            name, f"数据库的编码是 {encoding}。", "备份后用 createdb --encoding UTF8 --template template0 重建并恢复。"
        )
    if psycopg.pq.__impl__ == "python":
        return warning(name, f"PostgreSQL {version}；驱动为纯 Python 实现，很慢。", "重新运行 make setup。")
    return good(name, f"PostgreSQL {version}")


def structure() -> Finding:
    if lacking := unapplied():
        return wrong("数据库结构", f"有 {len(lacking)} 项未应用的变更。", "先备份，再运行 tongjian migrate。")
    return good("数据库结构", "与程序一致")


def ledger() -> Finding:
    if unapplied():
        return wrong("存证", "数据库结构不是最新的，没有检查。", "见“数据库结构”。")
    if lacking := missing_triggers():
        return wrong("存证", f"数据库缺少防改写触发器：{'、'.join(lacking)}。", "查明是谁去掉的，然后从备份恢复。")
    return good("存证", "防改写触发器齐全")


def clock() -> Finding:
    """Deadlines and the order of the record rest on it."""
    name, now = "时钟", timezone.now()
    newest: datetime | None = Entry.objects.order_by("-id").values_list("at", flat=True).first()
    if newest and newest - now > SKEW:
        remedy = "校准本机时钟（timedatectl set-ntp true）；时间倒退期间不要办理业务。"
        return wrong(name, f"本机时间比最近一条存证早 {_in_words(newest - now)}。", remedy)
    skew = abs(_now_of_database(now) - now)
    if skew > SKEW:
        return wrong(
            name, f"本机与数据库的时间相差 {_in_words(skew)}。", "两台机器都启用网络校时：timedatectl set-ntp true"
        )
    return good(name, "与数据库一致" if connection.vendor == "postgresql" else "没有倒退")


def _now_of_database(now: datetime) -> datetime:
    if connection.vendor == "sqlite":
        return now
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
        return found


def _in_words(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    return f"{seconds} 秒" if seconds < 120 else f"{seconds // 60} 分钟"
