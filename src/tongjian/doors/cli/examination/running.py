"""What goes on: workers, schedule, sealing, failed tasks, the calendar, backups."""

import json
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tongjian.doors.cli.backup import LAST
from tongjian.doors.cli.examination.finding import Finding, good, warning, wrong
from tongjian.foundation.kernel.jobs import list_workers
from tongjian.foundation.kernel.models import Schedule
from tongjian.foundation.ledger.models import Pending
from tongjian.foundation.rulebook.queries import calendar as known_calendar

LATE = timedelta(minutes=2)
SOON_DAYS = 45


def workers() -> Finding:
    name, now = "后台任务", timezone.now()
    living = len(list_workers(now))
    if not living:
        return warning(
            name, "没有后台进程在运行：不封存、不提醒、不导入。", "用 tongjian serve 或 tongjian worker 启动。"
        )
    if late := Schedule.objects.filter(next_run_at__lt=now - LATE).count():
        return warning(
            name,
            f"{living} 个进程在运行，但有 {late} 项定时任务到期未执行。",
            "看日志中的错误，重新启动 tongjian worker。",
        )
    failed = DBTaskResult.objects.failed().filter(finished_at__gte=now - timedelta(days=1)).count()
    if failed:
        return warning(
            name,
            f"{living} 个进程在运行；一天内有 {failed} 项任务失败。",
            "看日志中的错误；导入失败的，在导入批次页面查看。",
        )
    return good(name, f"{living} 个进程在运行")


def sealing() -> Finding:
    late = Pending.objects.filter(entry__at__lt=timezone.now() - LATE).count()
    if late:
        return warning(
            "封存", f"{late} 条存证等待封存超过 2 分钟。", "启动后台任务，或运行 tongjian ledger checkpoint。"
        )
    return good("封存", "没有积压")


def calendar() -> Finding:
    name, until = "工作日历", known_calendar().known_until
    if until.year == 1:
        return wrong(name, "一天也没有载入。", "运行 tongjian init：它载入随程序发布的规则库和日历。")
    left = (until - timezone.localdate()).days
    remedy = "国务院办公厅发布下一年放假通知后，在“规则库”→“工作日历”载入；在此之前期限按周一至周五暂算。"
    if left <= 0:
        return wrong(name, f"只到 {until - timedelta(days=1):%Y-%m-%d}，今天的工作日是推算的。", remedy)
    if left <= SOON_DAYS:
        return warning(name, f"只到 {until - timedelta(days=1):%Y-%m-%d}。", remedy)
    return good(name, f"到 {until - timedelta(days=1):%Y-%m-%d}")


def backups() -> Finding:
    name, kept = "备份", settings.TONGJIAN_HOME / LAST
    remedy = "运行 tongjian backup，并装上每天备份的定时器（deploy/tongjian-backup.timer）；备份要放到另一台机器。"
    if not kept.exists():
        return warning(name, "这个数据目录还没有备份过。", remedy)
    last = json.loads(kept.read_text("utf-8"))
    age = timezone.now() - datetime.fromisoformat(last["at"])
    if age > timedelta(days=settings.BACKUP_DAYS):
        return warning(name, f"最近一次备份是 {age.days} 天前（{last['file']}）。", remedy)
    return good(name, f"最近一次 {datetime.fromisoformat(last['at']).astimezone():%Y-%m-%d %H:%M}，{last['file']}")
