"""`tongjian retention`: what is kept how long, and what would go now."""

import click
from django.utils import timezone

from tongjian.doors.cli.answer import answer, json_option
from tongjian.doors.cli.chinese import command
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.operations import discard_expired
from tongjian.foundation.kernel.retention import retentions


@command("retention")
@click.option("--apply", "is_applied", is_flag=True, help="真的清理（默认只列出）。")
@json_option
def retention(*, is_applied: bool) -> None:
    """到期清理：列出各类临时数据保留多久、现在可清理多少。存证和业务记录从不清理；后台任务每天执行一次。"""
    actor = Actor.host("kernel.discard_expired")
    rows = discard_expired(actor=actor, now=timezone.now(), dry_run=not is_applied)
    verb = "已清理" if is_applied else "可清理"
    lines = [f"{one.title}：保留 {one.days} 天，{verb} {rows[one.name]} 行" for one in retentions()]
    kept = {one.name: {"days": one.days, "rows": rows[one.name]} for one in retentions()}
    answer({"applied": is_applied, "retention": kept}, "\n".join(lines))
