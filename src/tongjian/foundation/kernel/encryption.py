"""Personal data at rest: AES-256-GCM, one key file per generation in the home, the newest encrypts."""

import base64
import contextlib
import hashlib
import hmac
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.db import models

_NONCE_BYTES = 12


def make_field_key(keys: Path) -> Path:
    """Writes the next generation `field-<n>.key` (32 random bytes, mode 0600) and returns its path."""
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    generation = 1 + max((_generation(path) for path in keys.glob("field-*.key")), default=0)
    path = keys / f"field-{generation}.key"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(os.urandom(32))
    _ciphers.cache_clear()
    return path


def encrypt(plain: str) -> str:
    """`<generation>:<base64 of nonce and ciphertext>`; an empty text stays empty."""
    if not plain:
        return ""
    generation, cipher = max(_ciphers(settings.TONGJIAN_HOME / "keys").items())
    nonce = os.urandom(_NONCE_BYTES)
    return f"{generation}:{base64.b64encode(nonce + cipher.encrypt(nonce, plain.encode(), None)).decode()}"


def decrypt(stored: str) -> str:
    """Raises KeyError when the key generation is not in the home, InvalidTag when the text was changed."""
    if not stored:
        return ""
    generation, _, text = stored.partition(":")
    sealed = base64.b64decode(text)
    cipher = _cipher(int(generation))
    return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None).decode()


def pseudonym(text: str) -> str:
    """What stands for a person's number where only "the same or not" is asked: 32 hexadecimal digits that nobody can
    turn back without `pseudonym.key` of the home, and that differ in every home. Blanks and case do not count."""
    plain = "".join(text.split()).upper().encode()
    return hmac.new(_pseudonym_key(settings.TONGJIAN_HOME / "keys"), plain, hashlib.sha256).hexdigest()[:32]


@lru_cache(maxsize=4)
def _pseudonym_key(keys: Path) -> bytes:
    """Made at first need; of two processes that need it at once, one makes it."""
    path = keys / "pseudonym.key"
    if not path.exists():
        keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = keys / f".pseudonym-{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(os.urandom(32))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()


def newest_generation() -> int:
    """The one that encrypts. Raises ValueError in a home without keys."""
    return max(_ciphers(settings.TONGJIAN_HOME / "keys"))


def _cipher(generation: int) -> AESGCM:
    """A key that another process made since this one looked is found too."""
    keys = settings.TONGJIAN_HOME / "keys"
    if generation not in _ciphers(keys):
        _ciphers.cache_clear()
    return _ciphers(keys)[generation]


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database only ever sees encrypted. Cannot be searched."""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return None if value is None else decrypt(value)

    def get_prep_value(self, value: str | None) -> str | None:
        return None if value is None else encrypt(value)


def encrypted_columns() -> Iterator[tuple[str, str, str]]:
    """Table, key column and column of every encrypted field of the house."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model._meta.db_table, str(model._meta.pk.column), str(field.column)


@lru_cache(maxsize=4)
def _ciphers(keys: Path) -> dict[int, AESGCM]:
    return {_generation(path): AESGCM(path.read_bytes()) for path in keys.glob("field-*.key")}


def _generation(path: Path) -> int:
    return int(path.stem.removeprefix("field-"))
