"""What is not a bug and no refusal either: the ground below the program gave way (database, disk, permissions)."""

import errno
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, OperationalError


@dataclass(frozen=True, slots=True)
class Outage:
    """`sentence` says what happened, `remedy` what whoever looks after the host should check. Neither names a path."""

    code: str
    sentence: str
    remedy: str


_KEPT = "已保存的内容不受影响，恢复后不必重新启动程序。"
LOST = Outage(
    "database_lost",
    f"暂时连不上数据库。{_KEPT}",
    "请检查数据库服务是否在运行、DATABASE_URL 的地址和账号口令是否正确、数据目录是否还在；可运行 tongjian doctor。",
)
BUSY = Outage(
    "database_busy",
    "数据库正忙，这一步没有完成，也没有留下一半。请稍后再试一次。",
    "请检查是否有导入、备份等长时间的操作正在进行，或有其他程序打开了数据库文件；同时使用的人多时应改用 PostgreSQL。",
)
FULL = Outage(
    "disk_full",
    "磁盘已满，无法保存。已保存的内容不受影响。",
    "请清理数据目录和数据库所在的磁盘，或扩大容量；tongjian doctor 会显示剩余空间。",
)
READ_ONLY = Outage(
    "not_writable",
    "数据目录或数据库不可写，无法保存。",
    "请检查数据目录、备份目录及其中文件的属主和权限，以及磁盘是否被挂载为只读。",
)
CROWDED = Outage(
    "database_crowded",
    f"数据库的连接已用完。{_KEPT}请稍后再试一次。",
    "请减少网页进程数（serve --workers），或调大 PostgreSQL 的 max_connections。",
)
OUTDATED = Outage(
    "database_not_current",
    "数据库结构与程序不一致。",
    "新装的请运行 tongjian init，升级后请运行 tongjian migrate，再用 tongjian doctor 核对。",
)
DAMAGED = Outage(
    "database_damaged",
    "数据库文件已损坏，或者不是数据库文件。",
    "请停止程序，保留现有文件，检查磁盘，然后用 tongjian restore 从最近的备份恢复。",
)

_BY_NUMBER = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EACCES: READ_ONLY, errno.EPERM: READ_ONLY}
_BY_NUMBER[errno.EROFS] = READ_ONLY
_SQLITE = (
    ("locked", BUSY),
    ("disk is full", FULL),
    ("readonly", READ_ONLY),
    ("unable to open", LOST),
    ("disk i/o error", LOST),
    ("no such table", OUTDATED),
    ("no such column", OUTDATED),
    ("has no column named", OUTDATED),
    ("malformed", DAMAGED),
    ("not a database", DAMAGED),
)
# PostgreSQL says it by SQLSTATE; the longest beginning that fits counts.
_STATES = {
    "08": LOST,
    "28": LOST,
    "3D": LOST,
    "57P": LOST,
    "53": CROWDED,
    "53100": FULL,
    "40": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
    "25006": READ_ONLY,
    "42P01": OUTDATED,
    "42703": OUTDATED,
    "XX001": DAMAGED,
}


def outage_of(error: BaseException) -> Outage | None:
    """None when the error is a bug."""
    return next((found for one in _causes(error) if (found := _outage_of_one(one))), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _outage_of_one(error: BaseException) -> Outage | None:
    if isinstance(error, OSError):
        return _BY_NUMBER.get(error.errno or 0)
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    driver = error.__cause__
    if driver is not None and type(driver).__module__.startswith("psycopg"):
        return _of_postgres(error, getattr(driver, "sqlstate", None))
    text = str(error).lower()
    return next((outage for words, outage in _SQLITE if words in text), None)


def _of_postgres(error: BaseException, state: str | None) -> Outage | None:
    """A connection that broke or never came has no SQLSTATE."""
    if state is None:
        return LOST if isinstance(error, OperationalError | InterfaceError) else None
    return next((_STATES[state[:length]] for length in (5, 3, 2) if state[:length] in _STATES), None)
