"""Merkle tree hash, inclusion and consistency proofs (RFC 9162 §2.1), over a log that keeps its complete subtrees.

Every function that takes a `Log` touches at most size/256 + 2·256 hashes: a subtree that is complete is one hash.
"""

import hashlib
from collections.abc import Sequence
from typing import Protocol

SUBTREE_SIZE = 256
"""Leaves under one stored subtree hash; a power of two."""


class Log(Protocol):
    """Where the hashes are. Both ranges are half open; subtree i covers leaves [256·i, 256·(i+1))."""

    def leaf_hashes(self, start: int, stop: int) -> Sequence[bytes]: ...

    def subtree_hashes(self, start: int, stop: int) -> Sequence[bytes]: ...


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """MTH of leaf hashes, or of the hashes of equally large complete subtrees. Empty: SHA-256 of nothing."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(level) - len(level) % 2 :]
    return level[0]


def log_root(log: Log, size: int) -> bytes:
    return _range_root(log, 0, size)


def inclusion_proof(log: Log, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]); raises IndexError unless 0 ≤ index < size."""
    if not 0 <= index < size:
        raise IndexError(index)
    return _path(log, index, 0, size)


def consistency_proof(log: Log, old: int, size: int) -> list[bytes]:
    """PROOF(old, D[size]); raises IndexError unless 0 < old ≤ size."""
    if not 0 < old <= size:
        raise IndexError(old)
    return _subproof(log, old, 0, size, is_whole=True)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """RFC 9162 §2.1.3.2."""
    if not 0 <= index < size:
        return False
    position, last, current = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            current = node_hash(sibling, current)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and current == expected


def verify_consistency(old: int, size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162 §2.1.4.2."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_root == new_root
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    return bool(path) and _walk(path, old - 1, size - 1) == (old_root, new_root)


def _walk(path: Sequence[bytes], position: int, last: int) -> tuple[bytes, bytes] | None:
    """The roots of the old and the new tree that a consistency proof leads to; None when it is too long or short."""
    while position & 1:
        position, last = position >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        position, last = position >> 1, last >> 1
    return (before, after) if last == 0 else None


class GrowingRoot:
    """The root of a log read from its beginning, in constant memory."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        current, carry = leaf, self.size
        while carry & 1:
            current, carry = node_hash(self._peaks.pop(), current), carry >> 1
        self._peaks.append(current)
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        result = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            result = node_hash(peak, result)
        return result


def _split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1


def _range_root(log: Log, start: int, stop: int) -> bytes:
    """The hash of leaves [start, stop), a range that the tree has as a node: it starts on a multiple of its power."""
    if start % SUBTREE_SIZE:
        return root(log.leaf_hashes(start, stop))
    full = stop // SUBTREE_SIZE
    rest = log.leaf_hashes(full * SUBTREE_SIZE, stop) if stop % SUBTREE_SIZE else []
    hashes = list(log.subtree_hashes(start // SUBTREE_SIZE, full)) + ([root(rest)] if rest else [])
    return root(hashes)


def _path(log: Log, index: int, start: int, stop: int) -> list[bytes]:
    if stop - start == 1:
        return []
    middle = start + _split(stop - start)
    if index < middle:
        return [*_path(log, index, start, middle), _range_root(log, middle, stop)]
    return [*_path(log, index, middle, stop), _range_root(log, start, middle)]


def _subproof(log: Log, old: int, start: int, stop: int, *, is_whole: bool) -> list[bytes]:
    if old == stop:
        return [] if is_whole else [_range_root(log, start, stop)]
    middle = start + _split(stop - start)
    if old <= middle:
        return [*_subproof(log, old, start, middle, is_whole=is_whole), _range_root(log, middle, stop)]
    return [*_subproof(log, old, middle, stop, is_whole=False), _range_root(log, start, middle)]
