"""Strict readers of the environment: a value that makes no sense stops the start with a sentence."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def flag(name: str, *, default: bool) -> bool:
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.lower() in _YES | _NO:
        return raw.lower() in _YES
    raise ImproperlyConfigured(f"环境变量 {name}={raw!r} 只能是 1 或 0。")


def choice(name: str, known: Sequence[str]) -> str:
    """One of the known words; the first is the default."""
    value = os.environ.get(name) or known[0]
    if value not in known:
        raise ImproperlyConfigured(f"环境变量 {name}={value!r} 只能是 {'、'.join(known)}。")
    return value


def words(name: str, *, default: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def home() -> Path:
    """Where everything lives that is not code; relocatable, so nothing inside names its own path."""
    return Path(os.environ.get("TONGJIAN_HOME", "var")).resolve()


def secret(name: str, file: Path) -> str:
    """From the environment, else from a file in the home that is made at first need."""
    if value := os.environ.get(name):
        return value
    if file.exists():
        return file.read_text().strip()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    value = secrets.token_urlsafe(50)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(value)
    return value


def previous_secret(name: str, file: Path) -> list[str]:
    """The secret before the present one, still accepted, from where the present one comes from."""
    if os.environ.get(name):
        return [value] if (value := os.environ.get(f"{name}_PREVIOUS")) else []
    return [file.read_text().strip()] if file.exists() else []
