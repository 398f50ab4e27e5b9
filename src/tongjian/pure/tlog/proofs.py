"""Checking proofs (RFC 9162 §2.1.3.2, §2.1.4.2). Nothing here reads the log: it is what an outsider runs."""

from collections.abc import Sequence

from tongjian.pure.tlog.hashing import DIGEST_SIZE, Algorithm, node_hash


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes, algorithm: Algorithm = "sha256"
) -> bool:
    """Whether the leaf hash stands at `index` in the log of `size` entries with this root."""
    if not 0 <= index < size or not _are_digests([leaf, root, *proof]):
        return False
    position, last, current = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            current = node_hash(sibling, current, algorithm)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            current = node_hash(current, sibling, algorithm)
        position, last = position >> 1, last >> 1
    return last == 0 and current == root


def verify_consistency(
    old: int,
    size: int,
    old_root: bytes,
    new_root: bytes,
    proof: Sequence[bytes],
    algorithm: Algorithm = "sha256",
) -> bool:
    """Whether the log of `old` entries is a prefix of the log of `size`; False for `old` = 0, which proves nothing."""
    if not 0 < old <= size or not _are_digests([old_root, new_root, *proof]):
        return False
    if old == size:
        return not proof and old_root == new_root
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    return bool(path) and _walk(path, old - 1, size - 1, algorithm) == (old_root, new_root)


def _walk(path: Sequence[bytes], position: int, last: int, algorithm: Algorithm) -> tuple[bytes, bytes] | None:
    """The roots of the old and the new tree that a consistency proof leads to; None when it is too long or short."""
    while position & 1:
        position, last = position >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            before, after = node_hash(sibling, before, algorithm), node_hash(sibling, after, algorithm)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            after = node_hash(after, sibling, algorithm)
        position, last = position >> 1, last >> 1
    return (before, after) if last == 0 else None


def _are_digests(values: Sequence[bytes]) -> bool:
    return all(len(value) == DIGEST_SIZE for value in values)
