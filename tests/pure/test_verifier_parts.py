"""The verifier's own cryptography and number formats against published vectors and another implementation."""

import hashlib
import os

import pytest
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from tests.pure.bundles import Log, load_verifier
from tongjian.pure.sampling.canonical import write_json

verifier = load_verifier()

RFC_8032 = [  # section 7.1, tests 1 to 3: public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_ed25519_vectors_of_rfc_8032(key, message, signature):
    key, message, signature = map(bytes.fromhex, (key, message, signature))
    assert verifier.ed25519_is_valid(key, message, signature)
    assert not verifier.ed25519_is_valid(key, message + b"x", signature)
    too_large = (int.from_bytes(signature[32:], "little") + verifier.L).to_bytes(32, "little")
    assert not verifier.ed25519_is_valid(key, message, signature[:32] + too_large)


def test_ed25519_says_what_another_implementation_says():
    for number in range(12):
        private = Ed25519PrivateKey.generate()
        public, message = private.public_key().public_bytes_raw(), os.urandom(number)
        signature = bytearray(private.sign(message))
        assert verifier.ed25519_is_valid(public, message, bytes(signature))
        signature[number * 5] ^= 1 << (number % 8)
        with pytest.raises(InvalidSignature):
            Ed25519PublicKey.from_public_bytes(public).verify(bytes(signature), message)
        assert not verifier.ed25519_is_valid(public, message, bytes(signature))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_ed25519_refuses_keys_and_signatures_of_another_length(length):
    assert not verifier.ed25519_is_valid(b"\0" * length, b"", b"\0" * 64)
    assert not verifier.ed25519_is_valid(b"\0" * 32, b"", b"\0" * (length + 1))


def test_inclusion_proofs_of_every_position_in_trees_of_every_size_up_to_twenty():
    for size in range(1, 21):
        log = Log()
        log.entries = [bytes([n]) for n in range(size)]
        root = log._root(log.entries)
        for index in range(size):
            path = [bytes.fromhex(text) for text in log.proof(index).hashes]
            leaf = hashlib.sha256(b"\0" + log.entries[index]).digest()
            assert verifier.root_from_proof(leaf, index, size, path) == root


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(json_values)
def test_canonical_json_is_that_of_rfc_8785(value):
    assert write_json(value) == verifier.encode_json(value).encode() == rfc8785.dumps(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_as_ecmascript_does(value):
    assert verifier.encode_json(value).encode() == rfc8785.dumps(value)
    assert verifier.encode_json(round(value, 3)).encode() == rfc8785.dumps(round(value, 3))


def test_equal_random_numbers_are_settled_by_the_name_of_the_unit():
    heap = []
    for name in (b"c" * 32, b"a" * 32, b"d" * 32, b"b" * 32):
        verifier.keep_smallest(heap, 2, 5, name, name)
    assert sorted(row for _, _, row in heap) == [b"a" * 32, b"b" * 32]
