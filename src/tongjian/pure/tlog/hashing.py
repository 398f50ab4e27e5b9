"""The hashes of a Merkle log (RFC 9162 §2.1.1): 0x00 before a leaf, 0x01 before a node, to tell them apart."""

import hashlib
from typing import Literal

Algorithm = Literal["sha256", "sm3"]
"""Fixed when a log begins. "sm3" (GB/T 32905) raises ValueError where the OpenSSL of this Python lacks it."""

DIGEST_SIZE = 32
"""Bytes of a hash, of either algorithm."""


def leaf_hash(content: bytes, algorithm: Algorithm = "sha256") -> bytes:
    return _digest(b"\x00" + content, algorithm)


def node_hash(left: bytes, right: bytes, algorithm: Algorithm = "sha256") -> bytes:
    return _digest(b"\x01" + left + right, algorithm)


def empty_root(algorithm: Algorithm = "sha256") -> bytes:
    """The root of a log without entries: the hash of nothing."""
    return _digest(b"", algorithm)


def _digest(data: bytes, algorithm: Algorithm) -> bytes:
    return (hashlib.sha256(data) if algorithm == "sha256" else hashlib.new(algorithm, data)).digest()
