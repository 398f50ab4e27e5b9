"""The log's signing keys: Ed25519 seeds in the home. The first is made with the origin it signs for; each later one is
handed the log by the one before it (`tlog.keys_by_size` says which signs what)."""

import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from tongjian.foundation.kernel.errors import DomainError
from tongjian.foundation.ledger.models import Leaf, SigningKey
from tongjian.pure import tlog

FIRST = 1


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
    return _write(home / "keys", FIRST, origin or f"tongjian.local/{secrets.token_hex(4)}")


def make_next_key(number: int) -> str:
    """The key with this number for the same log, as `keys/ledger-<number>.key`; returns its vkey.

    One that an interrupted hand-over left behind is used, because nothing names it yet.
    """
    keys = settings.TONGJIAN_HOME / "keys"
    if (keys / _name(number, "vkey")).exists():
        return _read(keys, number).vkey
    (keys / _name(number, "key")).unlink(missing_ok=True)
    return _write(keys, number, _read(keys, FIRST).origin)


def log_key() -> LogKey:
    """The key that signs now. Raises DomainError when the home lacks it, and before `tongjian init`."""
    return _read(settings.TONGJIAN_HOME / "keys", _number_in_force())


def first_vkey() -> str:
    """The key the log began with."""
    return _read(settings.TONGJIAN_HOME / "keys", FIRST).vkey


def vkeys() -> list[str]:
    """Every key the log has had, the newest last."""
    return [first_vkey(), *SigningKey.objects.values_list("vkey", flat=True)]


def missing_key_files() -> list[str]:
    """Names of private keys that ought to be in the home and are not: of the first key and of every later one."""
    keys = settings.TONGJIAN_HOME / "keys"
    numbers = [FIRST, *SigningKey.objects.values_list("number", flat=True)]
    return [name for name in (_name(number, "key") for number in numbers) if not (keys / name).exists()]


def signer_of(note: str) -> str:
    """The vkey, of those the log has had, whose holder signed the checkpoint; raises ValueError for a stranger's."""
    body = tlog.parse_checkpoint(note)
    for vkey in vkeys():
        if tlog.parse_vkey(vkey)[:2] == (body.origin, body.key_id):
            return vkey
    raise ValueError("signed by nobody known here")


def _number_in_force() -> int:
    """A key is in force once the hand-over to it has its leaf, so that the old one signed the checkpoint over it."""
    for number in SigningKey.objects.order_by("-number").values_list("number", flat=True):
        sealed = Leaf.objects.filter(entry__subject_kind=SigningKey._meta.label_lower, entry__subject_id=str(number))
        if sealed.exists():
            return number
    return FIRST


def _name(number: int, suffix: str) -> str:
    return f"ledger.{suffix}" if number == FIRST else f"ledger-{number}.{suffix}"


def _write(keys: Path, number: int, origin: str) -> str:
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = Ed25519PrivateKey.generate()
    vkey = tlog.vkey(origin, private.public_key().public_bytes_raw())
    with os.fdopen(os.open(keys / _name(number, "key"), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(private.private_bytes_raw().hex())
    (keys / _name(number, "vkey")).write_text(vkey + "\n")
    return vkey


@lru_cache(maxsize=8)
def _read(keys: Path, number: int) -> LogKey:
    try:
        seed = bytes.fromhex((keys / _name(number, "key")).read_text().strip())
        vkey = (keys / _name(number, "vkey")).read_text().strip()
    except FileNotFoundError as missing:
        if number == FIRST:
            raise DomainError("ledger_key_missing", "存证密钥不存在，请先执行 tongjian init。") from missing
        sentence = f"数据目录中没有第 {number} 把存证密钥，请从备份中取回 keys/{_name(number, 'key')}。"
        raise DomainError("ledger_key_missing", sentence) from missing
    return LogKey(vkey.split("+", 1)[0], vkey, Ed25519PrivateKey.from_private_bytes(seed))
