"""What the documents name exists: commands, options, make targets, variables, pages, paths, pictures, tests."""

import re
import shlex
from pathlib import Path

import click
import pytest
from django.urls import Resolver404, resolve

from tongjian.doors.cli.main import tongjian

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
COMMAND = re.compile(r"(?:^|/)tongjian$")
PLACE = re.compile(r"(?:src|tests|scripts|docs|bench|requirements)/[\w./-]*")
PAGE = re.compile(r"/[a-z][a-z0-9/.-]*")
VARIABLE = re.compile(r"\b(?:TONGJIAN|TEST)_[A-Z_]+\b|\b(?:PORT|DEMO|CHROMIUM|DATABASE_URL|JOURNEY_SCREENSHOTS)\b")
TEST_NAME = re.compile(r"\btest_\w+\b(?!\.py)")
TASKS = (
    "职责", "重点事项", "清单", "动态管理", "执法力量", "一件事", "监管制度", "运行机制", "一业一册", "三项制度",
    "抽查检查", "信用", "监测预警", "线索", "属地", "跨区域", "审批", "行刑", "平台", "数据", "智能化",
)  # fmt: skip


def pieces(document):
    """Every piece of code of a document; a block gives its lines, without comments."""
    for block, inline in CODE.findall(document.read_text("utf-8")):
        for line in (block or inline).splitlines():
            yield line.partition("  #")[0].strip()


def everything(pattern, folders):
    return "\n".join(p.read_text("utf-8") for folder in folders for p in sorted((ROOT / folder).rglob(pattern)))


@pytest.fixture(params=DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def document(request):
    return request.param


def test_links_and_pictures_lead_somewhere(document):
    links = [link for link in LINK.findall(document.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_pictures_are_small_and_all_of_them_are_listed():
    pictures = sorted((ROOT / "docs/images").glob("*.png"))
    listed = (ROOT / "docs/images/pages.txt").read_text("utf-8")
    assert [p.name for p in pictures if p.stat().st_size > 200_000 or f"\n{p.stem} " not in listed] == []


def test_paths_in_the_documents_exist(document):
    named = {place for piece in pieces(document) for place in PLACE.findall(piece)}
    assert sorted(place for place in named if not (ROOT / place).exists() and "<" not in place) == []


def test_make_targets_exist(document):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for piece in pieces(document) for name in re.findall(r"\bmake ([a-z]+)\b", piece)}
    assert named <= targets


def command_lines(document):
    for piece in pieces(document):
        try:
            words = shlex.split(piece)
        except ValueError:
            continue
        places = [place for place, word in enumerate(words) if COMMAND.search(word)]
        if places:
            yield words[places[0] + 1 :]


def unknown_words(words):
    """Names of commands and options that the command line does not know; arguments are passed over."""
    command, wrong = tongjian, []
    with click.Context(tongjian) as context:
        for word in words:
            if word.startswith("--"):
                known = {name for parameter in command.params for name in parameter.opts}
                wrong += [] if word in known | {"--help"} else [word]
            elif isinstance(command, click.Group):
                found = command.get_command(context, word)
                if found is None:
                    return [*wrong, word]
                command = found
    return wrong


def test_commands_and_their_options_exist(document):
    lines = [words for words in command_lines(document) if words and re.fullmatch(r"[a-z]+", words[0])]
    assert [words for words in lines if unknown_words(words)] == []


def test_variables_are_read_somewhere(document):
    code = everything("*.py", ("src", "scripts", "tests/journeys"))
    named = {name for piece in pieces(document) for name in VARIABLE.findall(piece)}
    assert sorted(name for name in named if f'"{name}"' not in code) == []


def is_page(path):
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def test_pages_exist(document):
    named = {piece for piece in pieces(document) if PAGE.fullmatch(piece) and not piece.startswith("/srv/")}
    assert sorted(page for page in named if not is_page(page)) == []


def test_tests_named_in_the_documents_exist(document):
    tests = everything("test_*.py", ("tests",))
    named = {name for piece in pieces(document) for name in TEST_NAME.findall(piece)}
    assert sorted(name for name in named if f"def {name}(" not in tests) == []


def test_the_policy_table_has_every_task_and_the_safeguards():
    rows = [line.split("|") for line in (ROOT / "docs/policy.md").read_text("utf-8").splitlines()]
    cells = [[cell.strip() for cell in row[1:-1]] for row in rows if len(row) == 8]
    tasks = {row[0]: row for row in cells if row[0].isdecimal()}
    assert list(tasks) == [str(number) for number in range(1, len(TASKS) + 1)]
    assert [name for name, row in zip(TASKS, tasks.values(), strict=True) if name not in row[1]] == []
    assert [row[0] for row in cells if row[0].startswith("（")] == ["（一）", "（二）", "（三）"]
    assert {row[2] for row in cells} - {"进度", "---"} == {"已建", "部分", "未建"}


def test_decisions_are_numbered_without_gaps():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
