"""Keeps a few processes running as one: starts them, restarts what dies, stops all of them together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from tongjian.doors.cli.answer import note

_PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.2
GRACE_SECONDS = 4.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0


def _end_with_parent() -> None:
    """Runs in the child: when the supervisor is killed without a chance to speak, the kernel tells its children."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process of the group. `pause` doubles with every early death and falls back once it ran steadily."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 1.0
    not_before: float = 0.0
    asked: bool = False

    def start(self) -> None:
        self.started = time.monotonic()
        # A group of its own: Ctrl-C reaches only the supervisor, and what does not end can be killed as a whole.
        # preexec_fn is safe here, the supervisor has one thread.
        self.process = subprocess.Popen(
            self.command, env={**os.environ, **self.environment}, process_group=0, preexec_fn=_end_with_parent
        )

    def tend(self) -> None:
        """Starts what should run and does not."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.not_before:
                self.start()
        elif (code := self.process.poll()) is not None:
            self.process = None
            if self.asked:
                self.asked, self.not_before = False, now
                return
            self.pause = 1.0 if now - self.started > STEADY_SECONDS else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
            self.not_before = now + self.pause
            note(f"{self.name}意外退出（代码 {code}），{self.pause:.0f} 秒后重新启动。")

    def start_again(self) -> None:
        """Asks the process to end; it is started at once when it has."""
        if self.process is not None and self.is_running:
            self.process.terminate()
            self.asked = True

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """`run` returns when a signal asked for the end and every child has ended. Every look round calls the chores."""

    def __init__(self, children: Sequence[Child], chores: Sequence[Callable[[], None]] = ()) -> None:
        self.children, self.chores = children, chores
        self.stopping = False

    def run(self, *, when_started: Callable[[], bool]) -> None:
        """`when_started` is asked again and again until it has said True once."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        greeted = False
        try:
            while not self.stopping:
                for child in self.children:
                    child.tend()
                for chore in self.chores:
                    chore()
                greeted = greeted or when_started()
                time.sleep(POLL_SECONDS)
        finally:
            self.stop()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def stop(self) -> None:
        """Asks once; who has not ended in time is killed, with everything it started."""
        running = [child.process for child in self.children if child.process and child.is_running]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < deadline and any(process.poll() is None for process in running):
            time.sleep(0.05)
        for process in running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
