"""`tongjian doctor`: what is wrong with this installation, in words, with what to do about it."""

from collections.abc import Callable
from dataclasses import asdict

from django.db import DatabaseError, InterfaceError

from tongjian.doors.cli.answer import answer, fail, json_option
from tongjian.doors.cli.chinese import command
from tongjian.doors.cli.examination import database, host, running
from tongjian.doors.cli.examination.finding import WRONG, Finding, wrong
from tongjian.foundation.kernel.outages import OUTDATED, outage_of

Look = Callable[[], Finding]

LOOKS: dict[str, Look] = {
    "数据目录": host.home,
    "密钥": host.keys,
    "磁盘": host.disk,
    "时区": host.time_zone,
    "端口": host.port,
    "证书": host.certificate,
    "网站设置": host.site,
    "邮件": host.mail,
    "消息推送": host.webhooks,
    "统一身份认证": host.openid,
    "中文字体": host.fonts,
    "程序": host.program,
    "数据库": database.database,
    "数据库结构": database.structure,
    "存证": database.ledger,
    "时钟": database.clock,
    "后台任务": running.workers,
    "封存": running.sealing,
    "工作日历": running.calendar,
    "备份": running.backups,
}


@command("doctor")
@json_option
def doctor() -> None:
    """逐项检查这套安装，说明哪里不对、怎么办；有不对的地方返回 1。"""
    findings = [_look(name, look) for name, look in LOOKS.items()]
    healthy = all(finding.level != WRONG for finding in findings)
    answer({"healthy": healthy, "findings": [asdict(f) for f in findings]}, "\n".join(map(_in_words, findings)))
    if not healthy:
        fail()


def _look(name: str, look: Look) -> Finding:
    """Without its database, or with an older one, every look that needs it says just that."""
    try:
        return look()
    except (DatabaseError, InterfaceError, OSError) as error:
        outage = outage_of(error)
        if outage is None:
            raise
        cause = "数据库结构" if outage is OUTDATED else "数据库"
        if name not in ("数据库", cause) and not isinstance(error, OSError):
            return wrong(name, "没有检查。", f"见“{cause}”。")
        return wrong(name, f"{outage.sentence}（{' '.join(str(error).split())}）", outage.remedy)


def _in_words(finding: Finding) -> str:
    line = f"{finding.level}  {finding.name}：{finding.sentence}"
    return f"{line}\n      → {finding.remedy}" if finding.remedy else line
