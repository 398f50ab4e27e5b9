"""Personal data at rest: unreadable without the key, readable after the key was rotated."""

import base64
import stat

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from tongjian.foundation.kernel.encryption import decrypt, encrypt, make_field_key


@pytest.fixture
def keys(settings, tmp_path):
    settings.TONGJIAN_HOME = tmp_path
    make_field_key(tmp_path / "keys")
    return tmp_path / "keys"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_goes_in_comes_out(text):
    assert decrypt(encrypt(text)) == text


def test_the_same_text_never_looks_the_same(keys):
    first, second = encrypt("13800001234"), encrypt("13800001234")
    assert first != second
    assert "13800001234" not in first + base64.b64decode(first.partition(":")[2]).decode("latin-1")


def test_nothing_stays_nothing(keys):
    assert (encrypt(""), decrypt("")) == ("", "")


def test_after_a_rotation_old_text_is_read_and_new_text_has_the_new_key(keys):
    old = encrypt("旧")
    make_field_key(keys)
    new = encrypt("新")
    assert (old[:2], new[:2]) == ("1:", "2:")
    assert (decrypt(old), decrypt(new)) == ("旧", "新")


def test_without_its_key_a_text_is_lost(keys):
    old = encrypt("旧")
    make_field_key(keys)
    (keys / "field-1.key").unlink()
    make_field_key(keys)  # the keys are read anew
    with pytest.raises(KeyError):
        decrypt(old)


def test_a_text_that_was_tampered_with_is_refused(keys):
    generation, _, text = encrypt("13800001234").partition(":")
    sealed = bytearray(base64.b64decode(text))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        decrypt(f"{generation}:{base64.b64encode(sealed).decode()}")


def test_only_the_owner_reads_a_key(keys):
    assert stat.S_IMODE((keys / "field-1.key").stat().st_mode) == 0o600
    assert len((keys / "field-1.key").read_bytes()) == 32
