"""`tongjian rules`: the whole book as one file, and what another file says otherwise."""

import hashlib
from collections import Counter
from pathlib import Path

import click

from tongjian.doors.cli.answer import answer, json_option
from tongjian.doors.cli.chinese import group
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.rulebook.book import compare_book, read_book, write_book

READER = Actor.host("rulebook.view")


@group("rules")
def rules() -> None:
    """规则库：导出成一个文件，与另一个文件比较。"""


@rules.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="文件")
@json_option
def export(file: Path) -> None:
    """把整本规则库（各时期的参数、校验规则、字典、日历）导出为一个 zip；同样的规则库导出的字节相同。"""
    content = write_book(READER)
    file.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    answer({"file": str(file), "bytes": len(content), "sha256": digest}, f"已导出到 {file}，SHA-256 {digest}")


@rules.command("compare")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="文件")
@json_option
def compare(file: Path) -> None:
    """与导出的规则库文件比较，不改动任何规则。提出变更须由有权限的人在网页上办理，另一人复核。"""
    found = compare_book(READER, read_book(file.read_bytes()))
    kinds = Counter("added" if one.here is None else "removed" if one.there is None else "changed" for one in found)
    counts = {kind: kinds[kind] for kind in ("added", "changed", "removed")}
    counts["can_be_proposed"] = sum(one.is_coming for one in found)
    said = f"文件多 {counts['added']} 条，不同 {counts['changed']} 条，少 {counts['removed']} 条；"
    answer(counts, f"{said}可以提出 {counts['can_be_proposed']} 项。")
