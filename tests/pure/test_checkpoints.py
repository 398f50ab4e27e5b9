"""Signed notes and the signatures on them."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tongjian.pure import tlog
from tongjian.pure.tlog.ed25519 import is_signed

# RFC 8032 §7.1, tests 1, 2, 3 and SHA(abc): public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b"
        "be24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb430"
        "2aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716e"
        "d28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138a"
        "c17ad9bef1177331a704",
    ),
]
ORDER = 2**252 + 27742317777372353535851937790883648493
FIELD = 2**255 - 19
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
KEY = tlog.vkey("log.example", PUBLIC)
NOTE = tlog.sign_checkpoint(KEY, 7, bytes(32), PRIVATE.sign)


def encoded(number):
    return number.to_bytes(32, "little")


@pytest.mark.parametrize("vector", VECTORS)
def test_signatures_of_rfc_8032_hold_and_one_changed_bit_breaks_them(vector):
    public, message, signature = (bytes.fromhex(part) for part in vector)
    assert is_signed(public, message, signature)
    assert not is_signed(public, message + b"\x00", signature)
    for bit in range(0, 512, 37):
        bent = bytearray(signature)
        bent[bit // 8] ^= 1 << bit % 8
        assert not is_signed(public, message, bytes(bent))


@given(st.binary(max_size=200))
def test_signatures_of_the_library_hold(message):
    signature = PRIVATE.sign(message)
    assert is_signed(PUBLIC, message, signature)
    assert not is_signed(PUBLIC, message + b"x", signature)


def test_the_same_scalar_written_larger_is_another_signature_and_refused():
    signature = PRIVATE.sign(b"x")
    larger = int.from_bytes(signature[32:], "little") + ORDER
    assert not is_signed(PUBLIC, b"x", signature[:32] + encoded(larger))


@pytest.mark.parametrize(
    "public",
    [
        encoded(FIELD + 1),  # the neutral point, y not reduced
        encoded(1 | 1 << 255),  # x = 0 with a sign
        encoded(FIELD - 1 | 1 << 255),
        encoded(2),  # no point of the curve has this y
        b"",
        bytes(31),
        bytes(33),
    ],
)
def test_bytes_that_are_no_canonical_key_sign_nothing(public):
    """For the first ones the equation itself would hold with a zero scalar and the neutral point as commitment."""
    assert not is_signed(public, b"x", encoded(1) + bytes(32))


def test_a_commitment_in_another_encoding_is_refused():
    neutral = encoded(1)
    assert is_signed(neutral, b"x", neutral + bytes(32))  # a key of small order, canonical: RFC 8032 lets it be
    assert not is_signed(neutral, b"x", encoded(FIELD + 1) + bytes(32))


@given(st.binary(max_size=70), st.binary(max_size=70))
def test_any_bytes_get_an_answer(public, signature):
    assert is_signed(public, b"message", signature) in {True, False}


def test_a_checkpoint_says_what_was_signed():
    body = tlog.verify_checkpoint(KEY, NOTE)
    assert (body.origin, body.size, body.root) == ("log.example", 7, bytes(32))
    PRIVATE.public_key().verify(body.signature, body.signed)
    assert body.signed.decode() == f"log.example\n7\n{base64.b64encode(bytes(32)).decode()}\n"


def test_keys_are_written_as_the_specification_says():
    key_id = hashlib.sha256(b"log.example\n\x01" + PUBLIC).digest()[:4]
    assert f"log.example+{key_id.hex()}+{base64.b64encode(bytes([1]) + PUBLIC).decode()}" == KEY
    assert tlog.parse_vkey(KEY + "\n") == ("log.example", key_id, PUBLIC)
    assert base64.b64decode(NOTE.split(" ")[-1])[:4] == key_id


@pytest.mark.parametrize(
    "key",
    [
        "",
        "log.example",
        KEY[:-1],
        KEY.replace("log", "lag"),
        KEY.replace("+AQ", "+AA"),
        "+" + KEY.partition("+")[2],
        KEY.upper(),
        KEY + "A",
    ],
)
def test_what_is_not_exactly_a_key_is_refused(key):
    with pytest.raises(ValueError):
        tlog.parse_vkey(key)


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "a\nb", "a\u3000b"])
def test_a_name_that_a_note_cannot_carry_gets_no_key(origin):
    with pytest.raises(ValueError):
        tlog.vkey(origin, PUBLIC)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda note: note.replace("\n7\n", "\n07\n"),
        lambda note: note.replace("\n7\n", "\n-7\n"),
        lambda note: note.replace("\n7\n", "\n７\n"),
        lambda note: note.replace("\n7\n", "\n" + "7" * 5000 + "\n"),
        lambda note: note.replace("\n", "\r\n"),
        lambda note: note.replace("log.example", ""),
        lambda note: note + "\n",
        lambda note: note[:-1],
        lambda note: note.replace("— log.example", "— other.example"),
        lambda note: note.replace("—", "-"),
        lambda note: note[:-6] + "\n",
        lambda note: note + note.split("\n\n")[1],
        lambda note: note.replace("\n\n", "\nextension\n\n"),
    ],
)
def test_what_is_not_exactly_a_checkpoint_is_refused(spoil):
    with pytest.raises(ValueError):
        tlog.parse_checkpoint(spoil(NOTE))


def test_a_checkpoint_of_another_size_key_or_log_is_not_signed():
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    other_key = tlog.vkey("log.example", other.public_key().public_bytes_raw())
    other_log = tlog.vkey("other.example", PUBLIC)
    for key, note in (
        (KEY, NOTE.replace("\n7\n", "\n8\n")),
        (other_key, NOTE),
        (other_log, NOTE),
        (KEY, tlog.sign_checkpoint(KEY, 7, bytes(32), other.sign)),
    ):
        with pytest.raises(ValueError):
            tlog.verify_checkpoint(key, note)


@pytest.mark.parametrize(("size", "root"), [(-1, bytes(32)), (1, bytes(31))])
def test_nothing_is_signed_that_could_not_be_read(size, root):
    with pytest.raises(ValueError):
        tlog.sign_checkpoint(KEY, size, root, PRIVATE.sign)
