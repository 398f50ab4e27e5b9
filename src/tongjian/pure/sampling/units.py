"""Opaque names: whoever does not know the salt cannot tell whom a name stands for."""

import hashlib

SALT_BYTES = 32


def unit_id(salt: bytes, entity_id: str) -> str:
    """The name of an entity in one draw. `salt`: 32 fresh random bytes; `entity_id`: lower-case hyphenated UUID."""
    return _opaque(b"tongjian-unit/1", salt, entity_id)


def officer_id(salt: bytes, officer: str) -> str:
    """The name of an officer in one draw; made like `unit_id`."""
    return _opaque(b"tongjian-officer/1", salt, officer)


def visit_id(draw: str, version: int, unit: str, window: int = 1) -> str:
    """The name of one visit. `window` counts from 1: a second visit to the same unit in a cycle has its own name."""
    parts = ["tongjian-visit/1", draw, str(version), unit, *([str(window)] if window > 1 else [])]
    return hashlib.sha256(b"\0".join(part.encode() for part in parts)).hexdigest()[:32]


def _opaque(prefix: bytes, salt: bytes, key: str) -> str:
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 32 bytes")
    return hashlib.sha256(prefix + b"\0" + salt + key.encode()).hexdigest()[:32]
