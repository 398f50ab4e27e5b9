"""`make run`: prepare, make the home where it is new, then become the server."""

import os
import subprocess
import sys
from pathlib import Path

from setup import ROOT, VENV, prepare, stop

TONGJIAN = str(VENV / "bin/tongjian")


def check_port():
    port = os.environ.get("PORT", "8000")
    if not (port.isdecimal() and 0 < int(port) < 65536):
        stop(f"PORT 应为 1—65535 的整数，当前为“{port}”。")


def make_home():
    """A new home is made, with the demo province unless DEMO=0.

    `init` leaves the file `initialised` behind when all of it is done, so an interrupted one is taken up again.
    """
    home = Path(os.environ.get("TONGJIAN_HOME") or ROOT / "var")
    if (home / "initialised").exists():
        return
    demo = [] if os.environ.get("DEMO", "1") != "0" else ["--no-demo"]
    result = subprocess.run([TONGJIAN, "init", *demo], stdout=sys.stderr, check=False)
    if result.returncode:
        sys.exit(result.returncode)


def main():
    check_port()
    prepare()
    os.chdir(ROOT)
    make_home()
    os.execv(TONGJIAN, [TONGJIAN, "serve", "--migrate"])


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
