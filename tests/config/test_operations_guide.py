"""The operations guide names what there is: every variable, every command it shows, every file of deploy/."""

import re
from pathlib import Path

import click
import pytest

from tongjian.doors.cli.main import tongjian

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "operations.md").read_text()
TABLES = {"TONGJIAN_SUBSCRIBERS", "TONGJIAN_RETENTION", "TONGJIAN_RULE_EFFECTS"}
"""Settings that name tables of the code and come from no environment."""


def test_every_variable_that_is_read_is_explained():
    config = "".join(path.read_text() for path in (ROOT / "src/tongjian/config").glob("*.py"))
    read = set(re.findall(r'"(TONGJIAN_[A-Z_]+|DATABASE_URL)"', config))
    shown = GUIDE.replace("`…_", "`TONGJIAN_KEEP_")

    assert {name for name in read - TABLES if f"`{name}`" not in shown} == set()


@pytest.mark.parametrize("path", sorted((ROOT / "deploy").iterdir()), ids=lambda path: path.name)
def test_every_file_of_deploy_is_named_in_the_guide(path):
    assert path.name in GUIDE


def test_what_the_services_call_is_a_command_with_those_options():
    for unit in (ROOT / "deploy").glob("*.service"):
        for line in re.findall(r"^ExecStart=.*bin/tongjian (.*)$", unit.read_text(), re.MULTILINE):
            name, *words = line.split()
            with click.Context(tongjian) as context:
                known = {option for one in tongjian.get_command(context, name).params for option in one.opts}
            assert {word for word in words if word.startswith("--")} <= known
