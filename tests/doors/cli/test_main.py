"""What every command has in common: Chinese help, one JSON line, exit codes, a sealed ledger."""

import os
import re
import subprocess
import sys

import click
import pytest
from django.db import transaction
from django.utils import timezone

from tongjian.doors.cli import main
from tongjian.doors.cli.chinese import ChineseCommand
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.models import Schedule
from tongjian.foundation.ledger import actions, queries
from tongjian.foundation.ledger.trail import record

pytestmark = pytest.mark.django_db
ENGLISH = re.compile(r"Usage|Options|Commands|Show this|Error|INTEGER|TEXT|FILE\b.*:|required")


def every_command(group, path=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        yield [*path, name]
        if isinstance(found, click.Group):
            yield from every_command(found, [*path, name])


def put_in_place(monkeypatch, function):
    """A command `probe` that does what the test wants."""
    probe = ChineseCommand("probe", callback=function, params=[click.Option(["--json"], is_flag=True)])
    monkeypatch.setitem(main.COMMANDS, "probe", main.Entry("main:probe", "试"))
    monkeypatch.setattr(main, "probe", probe, raising=False)


def test_every_command_of_the_table_exists_and_explains_itself_in_chinese(tongjian):
    for path in every_command(main.tongjian):
        code, text, _ = tongjian(*path, "--help")

        assert code == 0
        assert text.startswith("用法：") and re.search("[一-鿿]{4}", text.partition("\n")[2]), path
        assert not ENGLISH.search(text), (path, text)


def test_help_imports_neither_django_models_nor_commands():
    probe = (
        "import sys; sys.argv = ['tongjian', '--help']\n"
        "from tongjian.doors.cli.main import run\n"
        "assert run(['--help']) == 0\n"
        "heavy = {'django.db.models', 'polars', 'numpy', 'tongjian.doors.cli.serve'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", probe], check=True, env={**os.environ, "PYTHONPATH": "src"})


def test_a_refusal_is_exit_1_with_sentence_and_citation(tongjian, monkeypatch):
    def refuse(json):
        raise RuleViolated("too_many", "本年度检查次数已满。", "《某条例》第三条")

    put_in_place(monkeypatch, refuse)

    assert tongjian("probe") == (1, "", "本年度检查次数已满。（依据：《某条例》第三条）\n")
    code, answer, _ = tongjian("probe", "--json")
    assert code == 1
    assert answer == {
        "error": {"code": "too_many", "sentence": "本年度检查次数已满。", "citation": "《某条例》第三条"}
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["probe", "--nothing"], "没有选项 --nothing。"),
        (["nothing"], "没有命令 nothing。"),
        (["probe", "more"], "多余的参数：more。"),
    ],
)
def test_wrong_usage_is_exit_2_in_chinese(tongjian, monkeypatch, arguments, sentence):
    put_in_place(monkeypatch, lambda json: None)

    code, out, err = tongjian(*arguments)

    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == sentence


def test_no_command_shows_the_help_and_is_wrong_usage(tongjian):
    code, out, err = tongjian()

    assert (code, out) == (2, "")
    assert "命令：" in err


def test_a_bug_is_exit_3_with_one_sentence_and_the_rest_in_the_log(tongjian, monkeypatch, tmp_path):
    put_in_place(monkeypatch, lambda json: 1 / 0)
    monkeypatch.setenv("TONGJIAN_HOME", str(tmp_path))

    code, answer, err = tongjian("probe", "--json")

    assert code == 3
    assert answer["error"]["code"] == "internal" and "Traceback" not in err
    assert "ZeroDivisionError: division by zero" in (tmp_path / "logs" / "command.log").read_text()


def test_a_bug_shows_its_traceback_to_who_asks_for_it(tongjian, monkeypatch, tmp_path):
    put_in_place(monkeypatch, lambda json: 1 / 0)
    monkeypatch.setenv("TONGJIAN_HOME", str(tmp_path))
    monkeypatch.setenv("TONGJIAN_DEBUG", "1")

    assert "Traceback" in tongjian("probe")[2]


def test_chatter_never_reaches_stdout_beside_the_json_line(tongjian, monkeypatch):
    def chatter(json):
        sys.stdout.write("正在计算\n")
        main.note("还在计算")

    put_in_place(monkeypatch, lambda json: (chatter(json), click.get_current_context().obj.say_json({"n": 1})))

    code, answer, err = tongjian("probe", "--json")

    assert (code, answer) == (0, {"n": 1})
    assert "正在计算" in err and "还在计算" in err


def test_what_a_command_recorded_is_sealed_when_it_ends_even_badly(tongjian, monkeypatch):
    if "probe.done" not in {action.name for action in actions.declared()}:
        actions.declare("probe.done", "试")

    def work(json):
        with transaction.atomic():
            record(Actor.host(), "probe.done", Schedule.objects.create(name="x", next_run_at=timezone.now()))
        raise RuleViolated("no", "不行。")

    put_in_place(monkeypatch, work)

    assert tongjian("probe")[0] == 1
    assert queries.count_pending() == 0
    assert queries.latest_checkpoint().size == 1
