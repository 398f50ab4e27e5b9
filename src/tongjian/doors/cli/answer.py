"""What a command says. With --json, exactly one line on stdout; everything else goes to stderr."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TextIO, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Voice:
    """Where the one line goes while `sys.stdout` itself is turned to stderr. Kept as the context's `obj`."""

    out: TextIO
    as_json: bool

    def say_json(self, data: Mapping[str, object]) -> None:
        line = json.dumps(data, ensure_ascii=False, default=str)
        click.echo(line, file=self.out)


def json_option(function: _Command) -> _Command:
    """The option --json; `answer` knows of it, so the command takes no parameter for it."""
    return click.option("--json", is_flag=True, expose_value=False, help="结果以一行 JSON 写到标准输出。")(function)


def answer(data: Mapping[str, object], sentence: str) -> None:
    """The result of a command: data for programs, a sentence (or a table) for people. Called once."""
    voice: Voice = click.get_current_context().obj
    if voice.as_json:
        voice.say_json(data)
    else:
        click.echo(sentence)


def note(sentence: str) -> None:
    """Anything said on the way."""
    click.echo(sentence, err=True)


def fail() -> None:
    """Ends the command with 1: its answer was given, and the answer is no."""
    click.get_current_context().exit(1)


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr; the block calls what it gets with the number of steps made."""
    with click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True, width=30) as bar:
        yield bar.update


def in_percent(tell: Callable[[int], None]) -> Callable[[float], None]:
    """For a bar of 100 steps: hears how much is done (0 to 1) and tells the steps since last time."""
    told = 0

    def listen(fraction: float) -> None:
        nonlocal told
        now = int(fraction * 100)
        tell(now - told)
        told = now

    return listen
