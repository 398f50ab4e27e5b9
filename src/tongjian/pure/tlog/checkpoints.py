"""C2SP tlog-checkpoint: a signed note that states origin, size and root of a log."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from tongjian.pure.tlog.ed25519 import is_signed
from tongjian.pure.tlog.hashing import DIGEST_SIZE

_ED25519 = b"\x01"


@dataclass(frozen=True, slots=True)
class CheckpointBody:
    """`signed` is the text the signature covers; `signature` 64 raw bytes; `key_id` 4 raw bytes."""

    origin: str
    size: int
    root: bytes
    signed: bytes
    key_id: bytes
    signature: bytes


def vkey(origin: str, public: bytes) -> str:
    """`origin+<hex key id>+<base64(0x01 ‖ public key)>`; `public` is 32 raw bytes.

    Raises ValueError for an origin that a note cannot name (C2SP signed-note: not empty, no blanks, no plus sign).
    """
    if not _is_name(origin) or len(public) != 32:
        raise ValueError("not a name and an Ed25519 key")
    return f"{origin}+{_key_id(origin, public).hex()}+{base64.b64encode(_ED25519 + public).decode()}"


def parse_vkey(text: str) -> tuple[str, bytes, bytes]:
    """(origin, key id, public key); raises ValueError."""
    origin, key_id, key = text.strip().split("+", 2)  # base64 may itself hold a plus sign
    raw = _decode(key)
    if not _is_name(origin) or raw[:1] != _ED25519 or len(raw) != 33 or _key_id(origin, raw[1:]).hex() != key_id:
        raise ValueError("not an Ed25519 verifier key")
    return origin, bytes.fromhex(key_id), raw[1:]


def sign_checkpoint(key: str, size: int, root: bytes, sign: Callable[[bytes], bytes]) -> str:
    """The note; `sign` makes the raw Ed25519 signature of the body. Raises ValueError when it could not be read."""
    origin, key_id, _ = parse_vkey(key)
    body = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    signature = base64.b64encode(key_id + sign(body.encode())).decode()
    note = f"{body}\n— {origin} {signature}\n"
    parse_checkpoint(note)
    return note


def parse_checkpoint(note: str) -> CheckpointBody:
    """Reads a note with exactly one signature line; raises ValueError. Does not verify the signature."""
    body, separator, last = note.partition("\n\n")
    lines = body.split("\n")
    if not separator or len(lines) != 3 or not last.endswith("\n") or last.count("\n") != 1:
        raise ValueError("not a checkpoint")
    origin, size, root_text = lines
    dash, name, signature = last.rstrip("\n").split(" ")
    if dash != "—" or name != origin or not _is_name(origin) or not _is_size(size):
        raise ValueError("not a checkpoint")
    raw, root = _decode(signature), _decode(root_text)
    if len(raw) != 68 or len(root) != DIGEST_SIZE:
        raise ValueError("not a checkpoint")
    return CheckpointBody(origin, int(size), root, f"{body}\n".encode(), raw[:4], raw[4:])


def verify_checkpoint(key: str, note: str) -> CheckpointBody:
    """What the holder of `key` (a vkey) signed; raises ValueError for another log's, a forged or a malformed note."""
    origin, key_id, public = parse_vkey(key)
    body = parse_checkpoint(note)
    if (body.origin, body.key_id) != (origin, key_id) or not is_signed(public, body.signed, body.signature):
        raise ValueError("not signed with this key")
    return body


def _is_name(text: str) -> bool:
    return text != "" and "+" not in text and not any(character.isspace() for character in text)


def _is_size(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and str(int(text)) == text


def _decode(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if base64.b64encode(raw).decode() != text:
        raise ValueError("not canonical base64")
    return raw


def _key_id(origin: str, public: bytes) -> bytes:
    return hashlib.sha256(origin.encode() + b"\n" + _ED25519 + public).digest()[:4]
