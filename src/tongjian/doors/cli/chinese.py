"""click in Chinese: the words of its help pages and of its refusals."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import click

HEADINGS = {"Options": "选项", "Commands": "命令", "Positional arguments": "参数"}
METAVARS = {
    "INTEGER RANGE": "整数",
    "FLOAT RANGE": "小数",
    "INTEGER": "整数",
    "FLOAT": "小数",
    "TEXT": "文本",
    "PATH": "路径",
    "FILENAME": "文件",
    "FILE": "文件",
    "DIRECTORY": "目录",
    "required": "必填",
}
_METAVAR = re.compile(r"\b(" + "|".join(METAVARS) + r")\b")

# What click says when it refuses, as patterns of its English sentences; the groups are kept.
REFUSALS = [
    (r"No such option '?([^' ]+?)'?\.", r"没有选项 \1。"),
    (r"No such command '?([^' ]+?)'?\.", r"没有命令 \1。"),
    (r"\(?Did you mean (?:one of: )?(.+?)\?\)?", r"是否想用 \1？"),
    (r"Missing command\.", "缺少命令。"),
    (r"Missing argument '?([^']+?)'?\.", r"缺少参数 \1。"),
    (r"Missing option '?([^']+?)'?\.", r"缺少选项 \1。"),
    (r"Got unexpected extra arguments? \((.+)\)", r"多余的参数：\1。"),
    (r"Option '?([^' ]+?)'? requires an argument\.", r"选项 \1 需要一个值。"),
    (r"Option '?([^' ]+?)'? does not take a value\.", r"选项 \1 不带值。"),
    (r"Invalid value for '?(.+?)'?: ", r"\1 的值不对："),
    (r"Invalid value: ", "值不对："),
    (r"'(.*)' is not a valid integer(?: range)?\.", r"“\1”不是整数。"),
    (r"'(.*)' is not a valid float(?: range)?\.", r"“\1”不是数字。"),
    (r"'(.*)' is not a valid UUID\.", r"“\1”不是有效的编号。"),
    (r"'(.*)' is not one of (.+)\.", r"“\1”不在可选范围：\2。"),
    (r"'(.*)' does not match the formats? (.+)\.", r"“\1”的格式应为 \2。"),
    (r"(\S+) is not in the range (.+)\.", r"\1 不在范围 \2 内。"),
    (r"(?:File|Path|Directory) '(.*)' does not exist\.", r"“\1”不存在。"),
    (r"(?:File|Path|Directory) '(.*)' is a directory\.", r"“\1”是目录，不是文件。"),
    (r"(?:File|Path|Directory) '(.*)' is a file\.", r"“\1”是文件，不是目录。"),
    (r"(?:File|Path|Directory) '(.*)' is not readable\.", r"“\1”无法读取。"),
    (r"(?:File|Path|Directory) '(.*)' is not writable\.", r"“\1”无法写入。"),
    (r"Could not open file '(.*)': (.+)", r"打不开文件“\1”：\2。"),
]


def sentence_of(refusal: click.ClickException) -> str:
    """What click found wrong with the command line, in Chinese as far as the sentence is known."""
    sentence = refusal.format_message()
    for english, chinese in REFUSALS:
        sentence = re.sub(english, chinese, sentence)
    return sentence


def _translate(text: str) -> str:
    return _METAVAR.sub(lambda found: METAVARS[found[0]], text)


class ChineseFormatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, _translate(args), "用法：" if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{HEADINGS.get(heading, heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(_translate(first), _translate(second)) for first, second in rows], col_max, col_spacing)


class ChineseContext(click.Context):
    formatter_class = ChineseFormatter


class ChineseCommand(click.Command):
    context_class = ChineseContext

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[选项]", **kwargs})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本说明后退出。"
        return option


class ChineseGroup(ChineseCommand, click.Group):
    command_class = ChineseCommand
    group_class = type

    def __init__(self, *args: Any, subcommand_metavar: str = "命令 [参数]…", **kwargs: Any) -> None:
        super().__init__(*args, subcommand_metavar=subcommand_metavar, **kwargs)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Only names and summaries: help must not import what it lists."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.summary_of(ctx, name)) for name in self.list_commands(ctx)])

    def summary_of(self, ctx: click.Context, name: str) -> str:
        found = self.get_command(ctx, name)
        return found.get_short_help_str(limit=80) if found else ""


def command(name: str) -> Callable[[Callable[..., None]], ChineseCommand]:
    """A command whose docstring is its help page in Chinese."""
    return click.command(name, cls=ChineseCommand)


def group(name: str) -> Callable[[Callable[..., None]], ChineseGroup]:
    """A command with commands of its own."""
    return click.group(name, cls=ChineseGroup)
