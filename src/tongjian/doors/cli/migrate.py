"""`tongjian migrate`: brings the database to the structure this release expects."""

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tongjian.doors.cli.answer import answer, fail, json_option, note
from tongjian.doors.cli.chinese import command


def unapplied() -> list[str]:
    """Names of the migrations that the database lacks, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


@command("migrate")
@click.option("--check", is_flag=True, help="只检查：有未应用的变更时返回 1。")
@json_option
def migrate(check: bool) -> None:  # noqa: FBT001  click calls by keyword
    """升级数据库结构；已是最新时什么也不做。"""
    settings.TONGJIAN_HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    lacking = unapplied()
    if check:
        answer({"unapplied": lacking}, f"有 {len(lacking)} 项未应用的变更。" if lacking else "数据库结构是最新的。")
        return fail() if lacking else None
    if lacking:
        note(f"应用 {len(lacking)} 项数据库变更 …")
        call_command("migrate", interactive=False, verbosity=0)
    answer({"applied": lacking}, f"已应用 {len(lacking)} 项变更。" if lacking else "数据库结构已是最新。")
    return None
