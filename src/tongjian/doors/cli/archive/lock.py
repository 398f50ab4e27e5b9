"""Keys under a passphrase: a backup that others keep should not hand them the keys of the home.

scrypt makes the key (RFC 7914, N = 2^15, r = 8, p = 1), AES-256-GCM encrypts each file, its name is authenticated too.
"""

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tongjian.foundation.kernel.errors import RuleViolated

FOLDER = "home/keys/"
SHORTEST = 12
_NONCE, _COST, _BLOCK_SIZE, _LANES = 12, 1 << 15, 8, 1


class Lock:
    """Encrypts and decrypts the files below `keys/`; `terms` go into the manifest."""

    def __init__(self, passphrase: str, salt: bytes) -> None:
        derived = Scrypt(salt=salt, length=32, n=_COST, r=_BLOCK_SIZE, p=_LANES).derive(passphrase.encode())
        self._cipher = AESGCM(derived)
        self.terms = {"kdf": "scrypt", "salt": salt.hex()}

    @classmethod
    def new(cls, passphrase: str) -> "Lock":
        if len(passphrase) < SHORTEST:
            raise RuleViolated("passphrase_short", f"备份口令至少 {SHORTEST} 个字符。")
        return cls(passphrase, os.urandom(16))

    def close(self, name: str, content: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, content, name.encode())

    def open(self, name: str, content: bytes) -> bytes:
        try:
            return self._cipher.decrypt(content[:_NONCE], content[_NONCE:], name.encode())
        except InvalidTag as wrong:
            raise RuleViolated("passphrase_wrong", "备份口令不对，没有恢复任何数据。") from wrong


def unlock(folder: Path, terms: dict[str, str], passphrase: str) -> None:
    """Decrypts in place the keys below an unpacked backup. Raises RuleViolated for no or the wrong passphrase."""
    if not terms:
        return
    if not passphrase:
        sentence = "备份中的密钥已加密：请用 --passphrase-file 或环境变量 TONGJIAN_BACKUP_PASSPHRASE 给出口令。"
        raise RuleViolated("passphrase_missing", sentence)
    lock = Lock(passphrase, bytes.fromhex(terms["salt"]))
    for path in sorted((folder / FOLDER).rglob("*")):
        if path.is_file():
            path.write_bytes(lock.open(str(path.relative_to(folder)), path.read_bytes()))


def read_passphrase(file: Path | None) -> str:
    """The first line of the file, else the environment, else nothing."""
    if file is None:
        return os.environ.get("TONGJIAN_BACKUP_PASSPHRASE", "")
    return (file.read_text("utf-8").splitlines() or [""])[0]
