"""`make test`: every check under a title, all of them even when one fails, and a summary at the end.

Names of steps as arguments run only those: `python3 scripts/check.py ruff types`.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from setup import ROOT, VENV, prepare, say

BIN = VENV / "bin"
MANAGE = [BIN / "python", "-m", "django"]
PYTEST = [BIN / "python", "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"]
ON_POSTGRES = [BIN / "python", "scripts/postgres.py", *PYTEST, "--create-db", "--reuse-db"]
"""The databases are not dropped at the end: they go with their server."""
NOT_ON_POSTGRES = [
    *("tests/pure", "tests/verifiers", "tests/test_house.py", "tests/test_documents.py"),
    *("tests/doors/web", "tests/doors/field", "tests/doors/portal"),
    *(f"tests/doors/face/test_{name}.py" for name in ("exports", "forms", "icons", "navigation", "pages", "tags")),
]
"""What knows no database, and pages: on PostgreSQL it is the journeys that walk through them."""
PAGES = "src/tongjian/doors"

STEPS = {
    "ruff": ("ruff：代码检查", [[BIN / "ruff", "check", "."]]),
    "format": ("ruff：格式", [[BIN / "ruff", "format", "--check", "."]]),
    "templates": ("djlint：模板", [[BIN / "djlint", "--lint", "--quiet", PAGES]]),
    "types": ("mypy：类型", [[BIN / "mypy"]]),
    "imports": ("import-linter：楼层与房间", [[BIN / "lint-imports", "--no-logo"]]),
    "migrations": (
        "Django：系统检查与迁移",
        [[*MANAGE, "check", "--fail-level", "WARNING"], [*MANAGE, "makemigrations", "--check", "--dry-run"]],
    ),
    "sqlite": ("测试：SQLite", [[*PYTEST, "--ignore=tests/journeys"]]),
    "postgres": (
        "测试：PostgreSQL，含 Chromium 中的全流程",
        [
            [BIN / "python", "scripts/browser.py"],
            [*ON_POSTGRES, *(f"--ignore={folder}" for folder in NOT_ON_POSTGRES)],
        ],
    ),
}

ON_ONE_CORE = ("types", "ruff", "format", "templates", "imports", "migrations")
"""Run two at a time, the longest first."""


def environment():
    own = {
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONUNBUFFERED": "1",
        "TONGJIAN_SECRET_KEY": "checks-only",
    }
    inherited = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "TONGJIAN_HOME", "PYTHONPATH")}
    return {**inherited, "DJANGO_SETTINGS_MODULE": "tests.settings", **own, "PYTHONPATH": str(ROOT)}


def passes(commands, output=None):
    """Runs the commands of one step until one fails; what they print goes to the terminal or to the open file."""
    return all(
        subprocess.run(
            [str(word) for word in command], cwd=ROOT, env=environment(), check=False, stdout=output, stderr=output
        ).returncode
        == 0
        for command in commands
    )


def check(name, output=None):
    title, commands = STEPS[name]
    started = time.monotonic()
    if output is None:
        say(f"\n=== {title} ===")
    passed = passes(commands, output)
    return f"{'通过' if passed else '失败'}  {time.monotonic() - started:6.1f} 秒  {title}", passed


def check_aside(name):
    """A step of one core, beside others: what it prints appears at its end, in one piece."""
    with tempfile.TemporaryFile("w+") as output:
        result = check(name, output)
        output.seek(0)
        say(f"\n=== {STEPS[name][0]} ===\n{output.read()}".rstrip())
    return result


def main():
    names = sys.argv[1:] or list(STEPS)
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        say(f"没有这样的检查：{'、'.join(unknown)}。可用：{'、'.join(STEPS)}")
        return 2
    prepare(dev=True)
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(check_aside, [name for name in ON_ONE_CORE if name in names]))
    results += [check(name) for name in names if name not in ON_ONE_CORE]
    say("\n" + "\n".join(line for line, _ in results))
    return 0 if all(passed for _, passed in results) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
