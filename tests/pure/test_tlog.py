"""Merkle trees and proofs against the published vectors and against their own definition."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongjian.pure import tlog

# The eight leaves and roots that certificate-transparency implementations test with (RFC 6962).
LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


INCLUSION = {  # (index, size): path, of the same implementations
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {  # (old, size): proof
    (1, 1): [],
    (1, 8): INCLUSION[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): INCLUSION[1, 5][1:],
}


class ListedLog:
    """A log in memory that counts what is read of it."""

    def __init__(self, hashes, algorithm="sha256"):
        self.hashes, self.algorithm, self.read = hashes, algorithm, 0

    def leaf_hashes(self, start, stop):
        assert 0 <= start < stop <= len(self.hashes)
        self.read += stop - start
        return self.hashes[start:stop]

    def subtree_hashes(self, start, stop):
        size = tlog.SUBTREE_SIZE
        assert 0 <= start < stop <= len(self.hashes) // size
        self.read += stop - start
        return [tlog.root(self.hashes[i * size : (i + 1) * size], self.algorithm) for i in range(start, stop)]


def log_of(size):
    return ListedLog([tlog.leaf_hash(str(number).encode()) for number in range(size)])


def by_definition(hashes):
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return tlog.node_hash(by_definition(hashes[:half]), by_definition(hashes[half:]))


def path_by_definition(hashes, index):
    if len(hashes) == 1:
        return []
    half = 1 << (len(hashes) - 1).bit_length() - 1
    if index < half:
        return [*path_by_definition(hashes[:half], index), by_definition(hashes[half:])]
    return [*path_by_definition(hashes[half:], index - half), by_definition(hashes[:half])]


def proof_by_definition(hashes, old, *, is_whole=True):
    if old == len(hashes):
        return [] if is_whole else [by_definition(hashes)]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    if old <= half:
        return [*proof_by_definition(hashes[:half], old, is_whole=is_whole), by_definition(hashes[half:])]
    return [*proof_by_definition(hashes[half:], old - half, is_whole=False), by_definition(hashes[:half])]


def one_bit_off(digest, bit):
    return bytes(byte ^ (1 << bit % 8 if place == bit // 8 else 0) for place, byte in enumerate(digest))


sizes = st.integers(1, 1300)
bits = st.integers(0, 255)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_rfc_6962(size):
    hashes = [tlog.leaf_hash(leaf) for leaf in LEAVES[:size]]
    assert tlog.root(hashes).hex() == tlog.log_root(ListedLog(hashes), size).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_proofs_are_those_of_rfc_6962(index, size):
    log = ListedLog([tlog.leaf_hash(leaf) for leaf in LEAVES])
    proof = tlog.inclusion_proof(log, index, size)
    assert [digest.hex() for digest in proof] == INCLUSION[index, size]
    assert tlog.verify_inclusion(log.hashes[index], index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "size"), CONSISTENCY)
def test_consistency_proofs_are_those_of_rfc_6962(old, size):
    proof = tlog.consistency_proof(ListedLog([tlog.leaf_hash(leaf) for leaf in LEAVES]), old, size)
    assert [digest.hex() for digest in proof] == CONSISTENCY[old, size]
    assert tlog.verify_consistency(old, size, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[size]), proof)


@given(sizes)
def test_stored_subtrees_growing_roots_and_the_definition_agree(size):
    log = log_of(size)
    growing = tlog.GrowingRoot()
    for digest in log.hashes:
        growing.append(digest)
    assert tlog.log_root(log, size) == tlog.root(log.hashes) == growing.root() == by_definition(log.hashes)


@given(sizes, st.data())
def test_an_entry_is_proved_at_its_own_place_only(size, data):
    log = log_of(size)
    index = data.draw(st.integers(0, size - 1))
    root, proof = tlog.log_root(log, size), tlog.inclusion_proof(log, index, size)
    assert tlog.verify_inclusion(log.hashes[index], index, size, proof, root)
    other = data.draw(st.integers(0, size).filter(lambda place: place != index))
    assert not tlog.verify_inclusion(log.hashes[index], other, size, proof, root)
    assert not tlog.verify_inclusion(tlog.leaf_hash(b"forged"), index, size, proof, root)
    assert not tlog.verify_inclusion(log.hashes[index], index, size, [*proof, root], root)


@given(sizes, st.data())
def test_an_older_log_is_a_prefix_or_is_found_out(size, data):
    log = log_of(size)
    old = data.draw(st.integers(1, size))
    old_root, root = tlog.log_root(log, old), tlog.log_root(log, size)
    proof = tlog.consistency_proof(log, old, size)
    assert tlog.verify_consistency(old, size, old_root, root, proof)
    assert not tlog.verify_consistency(old, size, tlog.leaf_hash(b"other"), root, proof)
    assert not tlog.verify_consistency(old, size, old_root, tlog.leaf_hash(b"other"), proof)


@given(sizes, st.data())
def test_proofs_are_those_of_the_definition_and_read_little(size, data):
    log = log_of(size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    most = size // tlog.SUBTREE_SIZE + 2 * tlog.SUBTREE_SIZE
    for made, defined in (
        (lambda: tlog.inclusion_proof(log, index, size), path_by_definition(log.hashes, index)),
        (lambda: tlog.consistency_proof(log, old, size), proof_by_definition(log.hashes, old)),
        (lambda: [tlog.log_root(log, old)], [by_definition(log.hashes[:old])]),
    ):
        log.read = 0
        assert made() == defined
        assert log.read <= most


@given(st.integers(2, 1300), bits, st.data())
def test_one_wrong_bit_anywhere_breaks_an_inclusion_proof(size, bit, data):
    log = log_of(size)
    index = data.draw(st.integers(0, size - 1))
    parts = [log.hashes[index], tlog.log_root(log, size), *tlog.inclusion_proof(log, index, size)]
    place = data.draw(st.integers(0, len(parts) - 1))
    parts[place] = one_bit_off(parts[place], bit)
    assert not tlog.verify_inclusion(parts[0], index, size, parts[2:], parts[1])


@given(st.integers(2, 1300), bits, st.data())
def test_one_wrong_bit_anywhere_breaks_a_consistency_proof(size, bit, data):
    log = log_of(size)
    old = data.draw(st.integers(1, size))
    parts = [tlog.log_root(log, old), tlog.log_root(log, size), *tlog.consistency_proof(log, old, size)]
    place = data.draw(st.integers(0, len(parts) - 1))
    parts[place] = one_bit_off(parts[place], bit)
    assert not tlog.verify_consistency(old, size, parts[0], parts[1], parts[2:])


@given(st.integers(2, 1300), st.data())
def test_a_proof_with_a_hash_more_or_less_or_in_another_order_is_none(size, data):
    log = log_of(size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    old_root, root = tlog.log_root(log, old), tlog.log_root(log, size)
    proof, consistency = tlog.inclusion_proof(log, index, size), tlog.consistency_proof(log, old, size)
    for bent in (proof[:-1], proof[1:], [*proof, proof[-1]], [proof[-1][:-1], *proof[1:]]):
        assert not tlog.verify_inclusion(log.hashes[index], index, size, bent, root)
    for bent in (consistency[:-1], consistency[1:], [*consistency, consistency[-1]]):
        assert not tlog.verify_consistency(old, size, old_root, root, bent)
    if len(proof) > 1:
        assert not tlog.verify_inclusion(log.hashes[index], index, size, proof[::-1], root)


def test_an_empty_log_is_a_prefix_that_proves_nothing():
    log = log_of(3)
    with pytest.raises(IndexError):
        tlog.consistency_proof(log, 0, 3)
    assert not tlog.verify_consistency(0, 3, tlog.root([]), tlog.log_root(log, 3), [])


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this OpenSSL has no SM3")
def test_a_log_may_hash_with_sm3():
    assert hashlib.new("sm3", b"abc").hexdigest().startswith("66c7f0f462eeedd9")  # GB/T 32905 A.1
    hashes = [tlog.leaf_hash(str(number).encode(), "sm3") for number in range(300)]
    log, growing = ListedLog(hashes, "sm3"), tlog.GrowingRoot("sm3")
    for digest in hashes:
        growing.append(digest)
    root, old_root = tlog.log_root(log, 300, "sm3"), tlog.log_root(log, 257, "sm3")
    assert root == growing.root() != tlog.root(hashes)
    assert tlog.verify_inclusion(hashes[9], 9, 300, tlog.inclusion_proof(log, 9, 300, "sm3"), root, "sm3")
    proof = tlog.consistency_proof(log, 257, 300, "sm3")
    assert tlog.verify_consistency(257, 300, old_root, root, proof, "sm3")
    assert not tlog.verify_consistency(257, 300, old_root, root, proof)
    assert tlog.root([], "sm3") == hashlib.new("sm3").digest()


@pytest.mark.parametrize("index", [-1, 3])
def test_nothing_is_proved_outside_the_log(index):
    with pytest.raises(IndexError):
        tlog.inclusion_proof(log_of(3), index, 3)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 8, 13])
def test_a_growing_root_goes_on_from_what_was_kept_of_it(size):
    hashes = [tlog.leaf_hash(bytes([number])) for number in range(20)]
    whole, before = tlog.GrowingRoot(), tlog.GrowingRoot()
    for leaf in hashes:
        whole.append(leaf)
    for leaf in hashes[:size]:
        before.append(leaf)

    after = tlog.GrowingRoot.resume(*before.state())
    for leaf in hashes[size:]:
        after.append(leaf)

    assert after.root() == whole.root()
    with pytest.raises(ValueError, match="are not those of"):
        tlog.GrowingRoot.resume(size, [*before.state()[1], hashes[0].hex()])
