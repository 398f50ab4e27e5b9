"""`tongjian ledger`: verify, export, checkpoint."""

from collections.abc import Iterator
from pathlib import Path

import click
from django.conf import settings

from tongjian.doors.cli.answer import answer, fail, json_option, progress
from tongjian.doors.cli.chinese import group
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.ledger import queries
from tongjian.foundation.ledger.export import write_export
from tongjian.foundation.ledger.keys import first_vkey, log_key
from tongjian.foundation.ledger.operations import seal_entries
from tongjian.foundation.ledger.verification import notes_in, verify_log


@group("ledger")
def ledger() -> None:
    """存证：核验、导出、发布检查点。"""


@ledger.command("verify")
@click.option("--checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="自己保存的检查点。")
@click.option("--key", default="", help="信任的验证公钥（默认本系统的公钥）。")
@json_option
def verify(checkpoint: Path | None, key: str) -> None:
    """核验全部存证；有改动、删除或调换时指出第一条并返回 1。"""
    seal_entries(actor=Actor.host("ledger.seal"))
    result = verify_log(key or first_vkey(), _held(checkpoint))
    data = {
        "intact": result.is_intact,
        "size": result.size,
        "checkpoints": result.checkpoints,
        "pending": result.pending,
        "first_bad": result.first_bad,
        "problems": result.problems,
    }
    if result.is_intact:
        return answer(data, f"存证完好：{result.size} 条，检查点 {result.checkpoints} 个。")
    answer(data, "\n".join(["存证不完好：", *result.problems]))
    return fail()


def _held(checkpoint: Path | None) -> Iterator[tuple[str, str]]:
    yield from notes_in(settings.TONGJIAN_HOME / "checkpoints")
    if checkpoint is not None:
        yield f"检查点 {checkpoint.name}", checkpoint.read_text()


@ledger.command("export")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path), help="写到哪里。"
)
@json_option
def export(out: Path) -> None:
    """导出全部存证，供 verify_ledger.py 脱离本系统核验。"""
    newest = seal_entries(actor=Actor.host("ledger.seal"))
    with progress("导出", newest.size if newest else 0) as step:
        size = write_export(out, step)
    answer({"file": str(out), "size": size}, f"已导出 {size} 条到 {out}。")


@ledger.command("checkpoint")
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="另存到文件。")
@json_option
def checkpoint(out: Path | None) -> None:
    """封存待封存的条目，给出最新的签名检查点。"""
    newest = seal_entries(actor=Actor.host("ledger.seal")) or queries.latest_checkpoint()
    if newest is None:
        raise NotFound("ledger_empty", "存证还没有条目。")
    if out is not None:
        out.write_text(newest.note)
    data = {"size": newest.size, "root": newest.root, "note": newest.note, "key": log_key().vkey}
    answer(data, f"{newest.note}\n验证公钥：{log_key().vkey}")
