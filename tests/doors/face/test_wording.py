from datetime import UTC, date, datetime

import pytest

from tongjian.doors.face import wording

NIGHT = datetime(2026, 11, 22, 16, 3, tzinfo=UTC)


def test_moments_are_told_in_local_time():
    assert wording.minute(NIGHT) == "2026-11-23 00:03"
    assert wording.day(NIGHT) == "2026-11-23"


def test_documents_write_dates_in_words():
    assert wording.day_in_words(date(2026, 1, 5)) == "2026年1月5日"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "1 万"),
        (12_345, "约 1.23 万"),
        (5_129_999, "约 512 万"),
        (99_999_999, "约 9999 万"),
        (123_456_789, "约 1.23 亿"),
        (None, "—"),
    ],
)
def test_large_numbers_are_rounded_down_and_say_so(number, words):
    assert wording.roughly(number) == words


def test_an_id_number_never_shows_its_birth_date():
    assert wording.masked_id("140105199003071234") == "1401************34"


@pytest.mark.parametrize(
    ("number", "masked"),
    [("13812345678", "138****5678"), ("0351-7020 123", "035****0123"), ("12345", "*****"), ("", "—")],
)
def test_a_phone_number_keeps_its_ends(number, masked):
    assert wording.masked_phone(number) == masked


def test_short_values_are_masked_whole():
    assert wording.masked_id("1234567") == "*******"


def test_a_hash_is_short_enough_to_compare_by_eye():
    assert wording.short_hash("ab" * 32) == "abababababab…"
    assert wording.short_hash(bytes(4)) == "00000000"


def test_a_uscc_is_grouped_and_anything_else_left_alone():
    assert wording.grouped_uscc("91140726DEM0A1B2X4") == "91 140726 DEM0A1B2 X4"
    assert wording.grouped_uscc("140100123456789") == "140100123456789"
