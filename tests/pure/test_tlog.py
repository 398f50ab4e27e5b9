"""Merkle trees and checkpoints against the published vectors and against their own definition."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
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


class ListedLog:
    def __init__(self, hashes):
        self.hashes = hashes

    def leaf_hashes(self, start, stop):
        return self.hashes[start:stop]

    def subtree_hashes(self, start, stop):
        size = tlog.SUBTREE_SIZE
        return [tlog.root(self.hashes[i * size : (i + 1) * size]) for i in range(start, stop)]


def log_of(size):
    return ListedLog([tlog.leaf_hash(str(number).encode()) for number in range(size)])


def by_definition(hashes):
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return tlog.node_hash(by_definition(hashes[:half]), by_definition(hashes[half:]))


sizes = st.integers(1, 1300)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_rfc_6962(size):
    hashes = [tlog.leaf_hash(leaf) for leaf in LEAVES[:size]]
    assert tlog.root(hashes).hex() == tlog.log_root(ListedLog(hashes), size).hex() == ROOTS[size]


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


@pytest.mark.parametrize("index", [-1, 3])
def test_nothing_is_proved_outside_the_log(index):
    with pytest.raises(IndexError):
        tlog.inclusion_proof(log_of(3), index, 3)


def test_a_checkpoint_says_what_was_signed():
    private = Ed25519PrivateKey.generate()
    key = tlog.vkey("log.example", private.public_key().public_bytes_raw())
    note = tlog.sign_checkpoint(key, 7, bytes(32), private.sign)
    body = tlog.parse_checkpoint(note)
    assert (body.origin, body.size, body.root) == ("log.example", 7, bytes(32))
    private.public_key().verify(body.signature, body.signed)
    assert body.signed.decode() == f"log.example\n7\n{base64.b64encode(bytes(32)).decode()}\n"
    assert tlog.parse_vkey(key)[1] == body.key_id


@pytest.mark.parametrize(
    "spoil",
    [
        lambda note: note.replace("\n7\n", "\n07\n"),
        lambda note: note + "\n",
        lambda note: note.replace("— log.example", "— other.example"),
        lambda note: note.replace("—", "-"),
        lambda note: note[:-6] + "\n",
        lambda note: note + note.split("\n\n")[1],
    ],
)
def test_what_is_not_exactly_a_checkpoint_is_refused(spoil):
    private = Ed25519PrivateKey.generate()
    key = tlog.vkey("log.example", private.public_key().public_bytes_raw())
    with pytest.raises(ValueError):
        tlog.parse_checkpoint(spoil(tlog.sign_checkpoint(key, 7, bytes(32), private.sign)))
