"""The log's signing key: an Ed25519 seed in the home, made once with the origin it signs for."""

import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from tongjian.foundation.kernel.errors import DomainError
from tongjian.pure import tlog


@dataclass(frozen=True, slots=True)
class LogKey:
    """`vkey` is what outsiders pin; `origin` names the log in every checkpoint."""

    origin: str
    vkey: str
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def make_log_key(home: Path, *, origin: str = "") -> str:
    """Writes `keys/ledger.key` (seed as hex, mode 0600) and `keys/ledger.vkey`; returns the vkey.

    The default origin is random: two homes never share one. Raises FileExistsError when the home has a key.
    """
    keys = home / "keys"
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = Ed25519PrivateKey.generate()
    with os.fdopen(os.open(keys / "ledger.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(private.private_bytes_raw().hex())
    origin = origin or f"tongjian.local/{secrets.token_hex(4)}"
    vkey = tlog.vkey(origin, private.public_key().public_bytes_raw())
    (keys / "ledger.vkey").write_text(vkey + "\n")
    return vkey


def log_key() -> LogKey:
    """The key of this home. Raises DomainError when `tongjian init` has not made one."""
    return _read(settings.TONGJIAN_HOME / "keys")


@lru_cache(maxsize=2)
def _read(keys: Path) -> LogKey:
    try:
        seed = bytes.fromhex((keys / "ledger.key").read_text().strip())
        vkey = (keys / "ledger.vkey").read_text().strip()
    except FileNotFoundError as missing:
        raise DomainError("ledger_key_missing", "存证密钥不存在，请先执行 tongjian init。") from missing
    return LogKey(vkey.split("+", 1)[0], vkey, Ed25519PrivateKey.from_private_bytes(seed))
