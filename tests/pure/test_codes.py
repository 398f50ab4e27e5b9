"""Codes are right by their standard, or it is said what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongjian.pure import codes
from tongjian.pure.codes.uscc import ALPHABET

KNOWN = ["914403001922038216", "91330100799655058B"]
stems = st.text(ALPHABET, min_size=8, max_size=8)


@pytest.mark.parametrize("code", KNOWN)
def test_real_codes_are_right(code):
    assert codes.uscc_problem(code) == ""


@given(stems)
def test_a_made_code_is_right_and_any_other_check_character_is_not(body):
    code = codes.make_uscc("91", "140105", body)
    assert codes.uscc_problem(code) == ""
    assert all(codes.uscc_problem(code[:17] + other) == "uscc_check_digit" for other in ALPHABET if other != code[17])


@given(stems, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_changed_character_is_noticed(body, place, character):
    code = codes.make_uscc("91", "140105", body)
    changed = code[:place] + character + code[place + 1 :]
    assert (codes.uscc_problem(changed) == "") == (changed == code)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("", "uscc_length"),
        ("9144030019220382", "uscc_length"),
        ("9144030019220382160", "uscc_length"),
        ("91440300192203821I", "uscc_charset"),
        ("91A403001922038216", "uscc_charset"),
        ("９14403001922038216", "uscc_charset"),
        ("914403001922038217", "uscc_check_digit"),
    ],
)
def test_a_wrong_code_is_told_what_is_wrong(code, problem):
    assert codes.uscc_problem(code) == problem
    assert codes.check_uscc_column([KNOWN[0], code]) == ["", problem]


def test_full_width_spaces_and_lower_case_are_what_people_mean():
    assert codes.widen(" ９1330100 799655058b　") == KNOWN[1]


@given(st.text())
def test_any_text_gets_an_answer(text):
    assert codes.uscc_problem(text) in {"", "uscc_length", "uscc_charset", "uscc_check_digit"}
    codes.registration_problem(text)
    codes.is_resident_id(text)
    codes.is_checklist_code(text)


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("110108000000016", ""),
        ("110108000000017", "registration_check_digit"),
        ("11010800000001", "registration_shape"),
        ("1101080000000１6", "registration_shape"),
    ],
)
def test_registration_numbers(number, problem):
    assert codes.registration_problem(number) == problem


@pytest.mark.parametrize(
    ("number", "right"),
    [("11010519491231002X", True), ("11010519491231002x", True), ("110105194912310021", False), ("1", False)],
)
def test_resident_identity_numbers(number, right):
    assert codes.is_resident_id(number) is right


@pytest.mark.parametrize(
    ("code", "digits", "level", "parent"),
    [
        ("140000", "14", "province", ""),
        ("140100", "1401", "city", "140000"),
        ("140105", "140105", "county", "140100"),
        ("140105001", "140105001", "township", "140105"),
    ],
)
def test_a_region_code_says_its_place(code, digits, level, parent):
    assert (codes.significant(code), codes.level_of(code), codes.parent_of(code)) == (digits, level, parent)
    assert codes.is_within(code, code)
    assert codes.is_within(code, "140000")
    assert not codes.is_within("140000", "140105")


@pytest.mark.parametrize(
    ("code", "right"), [("14000012345678", True), ("1400001234567", False), ("14000012345６78", False)]
)
def test_national_item_codes_have_fourteen_digits(code, right):
    assert codes.is_national_item_code(code) is right


def test_checklist_codes_begin_with_the_agency():
    assert codes.is_checklist_code(KNOWN[0] + "1ABC")
    assert not codes.is_checklist_code(KNOWN[0] + "6")
