"""Finds a Chromium and a Chinese font for the browser journeys, and installs them where that is allowed."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHTS_OWN = "chromium-*/chrome-linux*/chrome"
INSTALL = "apt-get install -y --no-install-recommends"
PACKAGES = {"browser": "chromium", "font": "fonts-noto-cjk"}


def starts(path: str) -> bool:
    """Some distributions ship a stand-in under this name that only asks for another package manager."""
    result = subprocess.run([path, "--version", "--no-sandbox"], capture_output=True, check=False, timeout=60)
    return result.returncode == 0


def find_chromium() -> str | None:
    """Path of a Chromium that starts: named by CHROMIUM, the distribution's, or one that Playwright installed."""
    named = os.environ.get("CHROMIUM")
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    downloaded = sorted(map(str, cache.glob(PLAYWRIGHTS_OWN)), reverse=True)
    candidates = [named] if named else [*filter(None, map(shutil.which, NAMES)), *downloaded]
    return next((path for path in candidates if starts(path)), None)


def has_chinese_font() -> bool:
    """True also where fontconfig's tool is absent and nothing can be known."""
    if shutil.which("fc-list") is None:
        return True
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=True).stdout.strip())


def missing() -> list[str]:
    found = {"browser": find_chromium() is not None, "font": has_chinese_font()}
    return [PACKAGES[what] for what, there in found.items() if not there]


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> None:
    print(f"安装 {' '.join(packages)} …", file=sys.stderr, flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
    subprocess.run([*INSTALL.split(), "-q", *packages], check=False, **quiet)


def advice(packages: list[str]) -> str:
    command = f"{INSTALL} {' '.join(packages)}"
    if platform.freedesktop_os_release().get("ID") == "ubuntu" and PACKAGES["browser"] in packages:
        fonts = f"{INSTALL} {PACKAGES['font']}"
        own = ".venv/bin/playwright install --with-deps chromium"
        return f"浏览器测试缺少 Chromium 或中文字体。请以 root 运行：\n  {own}\n  {fonts}"
    return f"浏览器测试缺少 {'、'.join(packages)}。请以 root 运行：\n  apt-get update && {command}"


def main() -> None:
    """Prints the path of the browser; says what to run where one is missing and may not be installed."""
    lacking = missing()
    if lacking and may_install():
        install(lacking)
        lacking = missing()
    if lacking:
        sys.exit(advice(lacking))
    print(find_chromium())


if __name__ == "__main__":
    main()
