"""The command `tongjian`: finds the command, says what went wrong, seals the ledger before it ends.

Exit codes: 0 done, 1 refused or a check failed, 2 wrong usage, 3 internal error.
"""

import contextlib
import importlib
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from tongjian.doors.cli.answer import Voice, note
from tongjian.doors.cli.chinese import ChineseGroup, sentence_of

DONE, REFUSED, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lives: `module:attribute` below this package, imported only when it is called."""

    place: str
    summary: str


COMMANDS = {
    "init": Entry("init:init", "准备数据目录：数据库、密钥、机关、规则库"),
    "serve": Entry("serve:serve", "启动：网页、后台任务、定时任务"),
    "worker": Entry("worker:worker", "只启动后台任务与定时任务"),
    "migrate": Entry("migrate:migrate", "把数据库结构升级到当前版本"),
    "doctor": Entry("doctor:doctor", "检查环境，用文字说明哪里不对"),
    "backup": Entry("backup:backup", "把数据库、文件、密钥打成一个包"),
    "keys": Entry("keys:keys", "密钥：查看、更换"),
    "retention": Entry("retention:retention", "到期清理：列出或清理过期的临时数据"),
    "import": Entry("imports:import_group", "导入：监管对象、监管事项、检查表、执法人员、乡镇"),
    "catalog": Entry("catalog:catalog", "监管事项：某日清单、两日对照、导出、领用情况"),
    "scenario": Entry("scenario:scenario", "一件事：列出、某日有效、两个版本的对照"),
    "key-item": Entry("key_item:key_item", "重点事项：列出、某日有效、各领域有没有"),
    "handbook": Entry("handbook:handbook", "合规手册：列出、生成 PDF"),
    "rules": Entry("rules:rules", "规则库：导出成一个文件，与另一个文件比较"),
    "mail": Entry("mail:mail", "邮件：试发"),
    "webhook": Entry("webhook:webhook", "消息推送：列出、试推送"),
    "entity": Entry("entity:entity", "监管对象：比对来文、更新检索"),
    "ledger": Entry("ledger:ledger", "存证：核验、导出、发布检查点"),
    "plan": Entry("plan:plan", "年度计划：列出、从文件导入"),
    "draw": Entry("draw:draw", "联合抽取：需求、冻结、承诺、揭示、抽取、公开、导出"),
    "schedule": Entry("schedule:schedule", "检查排期：排出日期、独立核对"),
    "visit": Entry("visit:visit", "联合检查：列出、查看、检查码、短期内多次检查"),
    "restore": Entry("restore:restore", "从备份包恢复到一个新的数据目录"),
    "demo": Entry("demo:demo", "载入演示数据（只用于空的数据目录）"),
}


class Tongjian(ChineseGroup):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def summary_of(self, ctx: click.Context, name: str) -> str:
        return COMMANDS[name].summary

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Prepares Django and the home first; a command's module may import models at its top."""
        if cmd_name not in COMMANDS:
            return None
        import django
        from django.conf import settings

        django.setup()
        settings.TONGJIAN_HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        module, _, attribute = COMMANDS[cmd_name].place.partition(":")
        found: click.Command = getattr(importlib.import_module(f"tongjian.doors.cli.{module}"), attribute)
        return found


@click.command("tongjian", cls=Tongjian)
def tongjian() -> None:
    """通监：跨部门综合监管平台。

    数据目录由环境变量 TONGJIAN_HOME 指定（默认 var/），数据库由 DATABASE_URL 指定（默认数据目录中的 SQLite）。
    """


def main() -> NoReturn:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongjian.config.settings")
    os.umask(0o077)  # what a command writes into the home is nobody else's business
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs one command line and returns its exit code."""
    voice = Voice(out=sys.stdout, as_json="--json" in arguments)
    with contextlib.redirect_stdout(sys.stderr) if voice.as_json else contextlib.nullcontext():
        try:
            with sealing():
                return _invoke(arguments, voice)
        except click.Abort:
            note("已中断。")
            return INTERRUPTED
        except Exception as error:  # noqa: BLE001  the one place where a bug becomes an exit code
            return _unavailable(error, voice) or _internal(error, voice)


def _invoke(arguments: Sequence[str], voice: Voice) -> int:
    from django.core.exceptions import ImproperlyConfigured

    from tongjian.foundation.kernel.errors import DomainError

    try:
        code = tongjian.main(list(arguments), prog_name="tongjian", standalone_mode=False, obj=voice)
    except click.exceptions.NoArgsIsHelpError as empty:
        note(empty.ctx.get_help() if empty.ctx else "")
        return USAGE
    except click.ClickException as wrong:
        return _wrong_usage(wrong, voice)
    except DomainError as refusal:
        return _refuse(refusal.code, refusal.sentence, refusal.citation, voice)
    except ImproperlyConfigured as wrong_setting:
        return _refuse("configuration", str(wrong_setting), "", voice)
    return code if isinstance(code, int) else DONE


def _wrong_usage(wrong: click.ClickException, voice: Voice) -> int:
    sentence = sentence_of(wrong)
    context = wrong.ctx if isinstance(wrong, click.UsageError) else None
    if context is not None:
        note(f"{context.get_usage()}\n用 {context.command_path} --help 查看说明。")
    _report("usage", sentence, "", voice)
    return USAGE


def _refuse(code: str, sentence: str, citation: str, voice: Voice) -> int:
    _report(code, sentence, citation, voice)
    return REFUSED


def _report(code: str, sentence: str, citation: str, voice: Voice) -> None:
    note(f"{sentence}（依据：{citation}）" if citation else sentence)
    if voice.as_json:
        voice.say_json({"error": {"code": code, "sentence": sentence, "citation": citation}})


def _unavailable(error: Exception, voice: Voice) -> int:
    """REFUSED when database or disk gave way, with what to check and the error's own words; else 0."""
    from tongjian.foundation.kernel.outages import outage_of

    outage = outage_of(error)
    if outage is None:
        return 0
    detail = " ".join(str(error).split())
    return _refuse(outage.code, f"{outage.sentence}{outage.remedy}（{detail}）", "", voice)


def _internal(error: Exception, voice: Voice) -> int:
    text = "".join(traceback.format_exception(error))
    if os.environ.get("TONGJIAN_DEBUG") == "1":
        note(text)
    place = _keep(text)
    _report("internal", f"程序内部错误：{type(error).__name__}。详情见 {place}", "", voice)
    return INTERNAL


def _keep(text: str) -> Path | str:
    """Appends to the log in the home; where there is none to write to, the text itself goes to stderr."""
    log = Path(os.environ.get("TONGJIAN_HOME", "var")).resolve() / "logs" / "command.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now().astimezone().isoformat()} {' '.join(sys.argv)}\n{text}\n")
    except OSError:
        note(text)
        return "上文"
    return log


@contextlib.contextmanager
def sealing() -> Iterator[None]:
    """Whatever a command recorded, also one that failed half-way, has its place in the ledger when it ends."""
    try:
        yield
    finally:
        _seal_if_possible()


def _seal_if_possible() -> None:
    """Where database or disk is gone the command has said so itself; what was recorded is sealed by the worker."""
    from tongjian.foundation.kernel.outages import outage_of

    try:
        seal_pending()
    except Exception as error:
        if outage_of(error) is None:
            raise


def seal_pending() -> None:
    from django.apps import apps

    if not apps.ready:
        return
    from django.db import connection

    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.ledger.models import Pending
    from tongjian.foundation.ledger.operations.seal_entries import seal_entries

    if Pending._meta.db_table in connection.introspection.table_names():
        seal_entries(actor=Actor.host("ledger.seal"))
