"""Codes are right by their standard, or it is said what is wrong."""

import numpy as np
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


@pytest.mark.parametrize(
    "parts",
    [
        ("9", "140105", "DEM00001"),
        ("91", "A40105", "DEM00001"),
        ("911", "40105", "DEM00001"),
        ("91", "140105", "DEMO0001"),
        ("91", "140105", "dem00001"),
    ],
)
def test_no_code_is_made_that_would_be_refused(parts):
    with pytest.raises(ValueError):
        codes.make_uscc(*parts)


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
        (KNOWN[0] + "\0", "uscc_length"),
        (KNOWN[0][:17] + "\0", "uscc_charset"),
        (KNOWN[0][:17] + "\ud83d", "uscc_charset"),
        (KNOWN[0][:17] + "𝟔", "uscc_charset"),
        (" " + KNOWN[0], "uscc_length"),
        (KNOWN[1].lower(), "uscc_charset"),
    ],
)
def test_a_wrong_code_is_told_what_is_wrong(code, problem):
    assert codes.uscc_problem(code) == problem
    assert codes.check_uscc_column([KNOWN[0], code]) == ["", problem]


def test_a_long_column_is_judged_code_by_code():
    column = [KNOWN[0], "x", KNOWN[1][:17] + "C", "91A403001922038216"] * 20_000
    assert codes.check_uscc_column(column) == ["", "uscc_length", "uscc_check_digit", "uscc_charset"] * 20_000
    assert codes.check_uscc_column(np.array(column[:4])) == ["", "uscc_length", "uscc_check_digit", "uscc_charset"]
    assert codes.check_uscc_column([]) == []


def test_one_overlong_cell_does_not_widen_the_others():
    assert codes.check_uscc_column([KNOWN[0], "9" * 5_000_000] * 1_000) == ["", "uscc_length"] * 1_000


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [("91", "enterprise"), ("92", "individual_business"), ("52", "social_organisation"), ("Y1", "other")],
)
def test_a_code_says_what_kind_of_body_it_names_and_where_it_was_registered(prefix, kind):
    read = codes.read_uscc(codes.make_uscc(prefix, "140105", "DEM00001"), regions={"140105"})
    assert (read.problem, read.kind, read.region, read.doubts) == ("", kind, "140105", ())


def test_an_unknown_region_and_a_wrong_organisation_code_are_doubts_and_no_problems():
    right = codes.make_uscc("91", "990105", "DEM00001")
    stem = right[:16] + ("0" if right[16] != "0" else "1")
    code = next(stem + last for last in ALPHABET if codes.uscc_problem(stem + last) == "")
    assert codes.read_uscc(code, regions={"140105"}).doubts == ("uscc_organisation_check_digit", "uscc_region_unknown")
    assert codes.read_uscc(right).doubts == ()
    assert codes.read_uscc(right[:17], regions=()) == codes.Uscc(right[:17], "uscc_length", "enterprise", "990105", ())


def test_full_width_spaces_and_lower_case_are_what_people_mean():
    assert codes.widen(" ９1330100 799655058b　") == KNOWN[1]
    assert codes.widen("\ufeff9133-0100\u200b799655058B\u202c\t") == KNOWN[1]


@given(st.text())
def test_any_text_gets_an_answer(text):
    assert codes.uscc_problem(text) in {"", "uscc_length", "uscc_charset", "uscc_check_digit"}
    codes.registration_problem(text)
    codes.is_resident_id(text)
    codes.checklist_code_problem(text)
    codes.read_uscc(text)


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
    ("number", "problem"),
    [
        ("11010519491231002X", ""),
        ("11010519491231002x", ""),
        ("110105194912310021", "resident_id_check_digit"),
        ("110105194902300021", "resident_id_birthday"),
        ("11010519491231002A", "resident_id_charset"),
        ("11010519491231００2X", "resident_id_charset"),
        ("1", "resident_id_length"),
    ],
)
def test_resident_identity_numbers(number, problem):
    assert codes.resident_id_problem(number) == problem
    assert codes.is_resident_id(number) is (problem == "")


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


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (KNOWN[0] + "1", ""),
        (KNOWN[0] + "5ABC", ""),
        (KNOWN[0], "checklist_code_length"),
        (KNOWN[0][:17] + "71", "checklist_code_agency"),
        (KNOWN[0] + "6", "checklist_code_level"),
        (KNOWN[0] + "１", "checklist_code_level"),
    ],
)
def test_checklist_codes_begin_with_the_agency(code, problem):
    assert codes.checklist_code_problem(code) == problem
