"""`tongjian migrate`: brings the database to the structure this release expects."""

import click
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tongjian.doors.cli.answer import answer, fail, json_option, note
from tongjian.doors.cli.chinese import command
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.queries import missing_triggers
from tongjian.supervision.registry.finding import ensure_triggers


def unapplied() -> list[str]:
    """Names of the migrations that the database lacks, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def bring_up_to_date() -> list[str]:
    """Applies what is lacking and returns its names. Raises RuleViolated when the ledger's triggers are not there.

    A change of a table on SQLite may drop the triggers that tell the search index of new names: they are made again.
    """
    lacking = unapplied()
    if lacking:
        note(f"应用 {len(lacking)} 项数据库变更 …")
        call_command("migrate", interactive=False, verbosity=0)
        ensure_triggers(connection)
    if absent := missing_triggers():
        raise RuleViolated("ledger_unguarded", f"数据库缺少存证的防改写触发器：{'、'.join(absent)}。")
    return lacking


@command("migrate")
@click.option("--check", is_flag=True, help="只检查：有未应用的变更时返回 1。")
@json_option
def migrate(*, check: bool) -> None:
    """升级数据库结构；已是最新时什么也不做。"""
    if check:
        lacking = unapplied()
        answer({"unapplied": lacking}, f"有 {len(lacking)} 项未应用的变更。" if lacking else "数据库结构是最新的。")
        return fail() if lacking else None
    applied = bring_up_to_date()
    answer({"applied": applied}, f"已应用 {len(applied)} 项变更。" if applied else "数据库结构已是最新。")
    return None
