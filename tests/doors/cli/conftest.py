import json

import pytest

from tests.doors.cli.installations import elsewhere
from tongjian.doors.cli.main import run

__all__ = ["elsewhere", "tongjian"]


@pytest.fixture
def tongjian(capsys):
    """Runs one command line; returns exit code, the one JSON line (or the text) of stdout, and stderr."""

    def call(*arguments):
        code = run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        if "--json" not in arguments:
            return code, said.out, said.err
        [line] = said.out.splitlines()
        return code, json.loads(line), said.err

    return call
