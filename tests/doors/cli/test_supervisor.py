"""The supervisor in a process of its own, as it runs in life."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.engine("sqlite")
PROGRAM = """
import sys
from tongjian.doors.cli.supervisor import Child, Supervisor
work = "import sys, time, pathlib; p = pathlib.Path(sys.argv[1]); p.open('a').write('x'); "
work += sys.argv[2] + "; time.sleep(60)"
children = [Child(name, [sys.executable, "-c", work, f"{sys.argv[1]}/{name}"]) for name in ("a", "b")]
Supervisor(children).run(when_started=lambda: True)
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"


def wait_for(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def children_of(pid):
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid):
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


@pytest.fixture
def supervise(tmp_path):
    started = []

    def start(extra="pass"):
        command = [sys.executable, "-c", PROGRAM, str(tmp_path), extra]
        process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": "src"}, stderr=subprocess.DEVNULL)
        started.append(process)
        wait_for(lambda: (tmp_path / "a").exists() and (tmp_path / "b").exists())
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_everything(supervise, number):
    process = supervise()
    children = children_of(process.pid)
    process.send_signal(number)

    assert process.wait(5) == 0
    assert len(children) == 2 and not any(map(is_running, children))


def test_who_does_not_end_is_killed_within_five_seconds(supervise):
    process = supervise(STUBBORN)
    children = children_of(process.pid)
    time.sleep(0.3)  # until the signal is ignored
    started = time.monotonic()
    process.terminate()
    process.wait(10)

    assert time.monotonic() - started < 5
    assert not any(map(is_running, children))


def test_a_child_that_dies_is_started_again(supervise, tmp_path):
    process = supervise()
    os.kill(children_of(process.pid)[0], signal.SIGKILL)

    wait_for(lambda: sorted(len((tmp_path / name).read_text()) for name in "ab") == [1, 2])
    assert len(children_of(process.pid)) == 2


def test_children_do_not_survive_a_killed_supervisor(supervise):
    process = supervise()
    children = children_of(process.pid)
    process.kill()
    process.wait()

    wait_for(lambda: not any(map(is_running, children)))
