"""Root and proofs (RFC 9162 §2.1) of a log that keeps the hashes of its complete subtrees.

Every function that takes a `Log` reads at most size/256 + 2·256 hashes: a subtree that is complete is one hash.
"""

from collections.abc import Sequence
from typing import Protocol

from tongjian.pure.tlog.hashing import Algorithm, empty_root, node_hash

SUBTREE_SIZE = 256
"""Leaves under one stored subtree hash (level 8); a power of two."""


class Log(Protocol):
    """Where the hashes are. Both ranges are half open; subtree i covers leaves [256·i, 256·(i+1))."""

    def leaf_hashes(self, start: int, stop: int) -> Sequence[bytes]: ...

    def subtree_hashes(self, start: int, stop: int) -> Sequence[bytes]: ...


def root(hashes: Sequence[bytes], algorithm: Algorithm = "sha256") -> bytes:
    """MTH of leaf hashes, or of the hashes of equally large complete subtrees (the last may be smaller)."""
    if not hashes:
        return empty_root(algorithm)
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1], algorithm) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(level) - len(level) % 2 :]
    return level[0]


def log_root(log: Log, size: int, algorithm: Algorithm = "sha256") -> bytes:
    """MTH(D[size]), for any size the log has had."""
    return _range_root(log, 0, size, algorithm)


def inclusion_proof(log: Log, index: int, size: int, algorithm: Algorithm = "sha256") -> list[bytes]:
    """PATH(index, D[size]); raises IndexError unless 0 ≤ index < size."""
    if not 0 <= index < size:
        raise IndexError(index)
    return _path(log, index, (0, size), algorithm)


def consistency_proof(log: Log, old: int, size: int, algorithm: Algorithm = "sha256") -> list[bytes]:
    """PROOF(old, D[size]); raises IndexError unless 0 < old ≤ size."""
    if not 0 < old <= size:
        raise IndexError(old)
    return _subproof(log, old, (0, size), algorithm)


def _split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1


def _range_root(log: Log, start: int, stop: int, algorithm: Algorithm) -> bytes:
    """The hash of leaves [start, stop), a range that the tree has as a node: it starts on a multiple of its power."""
    if start % SUBTREE_SIZE:
        return root(log.leaf_hashes(start, stop), algorithm)
    first, full = start // SUBTREE_SIZE, stop // SUBTREE_SIZE
    hashes = list(log.subtree_hashes(first, full)) if first < full else []
    if stop % SUBTREE_SIZE:
        hashes.append(root(log.leaf_hashes(full * SUBTREE_SIZE, stop), algorithm))
    return root(hashes, algorithm)


def _path(log: Log, index: int, span: tuple[int, int], algorithm: Algorithm) -> list[bytes]:
    start, stop = span
    if stop - start == 1:
        return []
    middle = start + _split(stop - start)
    if index < middle:
        return [*_path(log, index, (start, middle), algorithm), _range_root(log, middle, stop, algorithm)]
    return [*_path(log, index, (middle, stop), algorithm), _range_root(log, start, middle, algorithm)]


def _subproof(log: Log, old: int, span: tuple[int, int], algorithm: Algorithm) -> list[bytes]:
    """SUBPROOF; a span from the beginning is what the verifier knows as the old root, so that hash is left out."""
    start, stop = span
    if old == stop:
        return [] if start == 0 else [_range_root(log, start, stop, algorithm)]
    middle = start + _split(stop - start)
    if old <= middle:
        return [*_subproof(log, old, (start, middle), algorithm), _range_root(log, middle, stop, algorithm)]
    return [*_subproof(log, old, (middle, stop), algorithm), _range_root(log, start, middle, algorithm)]
