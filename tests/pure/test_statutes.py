"""Citations are read as people write them; what is not certain is not made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongjian.pure.statutes import ancestors, chinese, is_within, mentions, name_of, order_of, short_title, value_of

pytestmark = pytest.mark.engine("sqlite")

NUMBERS = st.integers(1, 9999)
PATHS = st.builds(
    lambda article, inserted, rest: ".".join([f"{article}-{inserted}" if inserted else str(article), *map(str, rest)]),
    st.integers(1, 1500),
    st.integers(0, 9),
    st.lists(st.integers(1, 40), max_size=2),
)


@given(NUMBERS)
def test_a_numeral_says_its_number(number):
    assert value_of(chinese(number)) == number == value_of(str(number))


@given(st.text(alphabet="零一二三四五六七八九十百千", max_size=6))
def test_what_is_no_numeral_is_no_number(text):
    number = value_of(text)
    assert number is None or chinese(number).lstrip("一") == text.lstrip("一")


@given(PATHS)
def test_the_name_of_a_clause_leads_back_to_it(path):
    assert [(m.title, m.path) for m in mentions(f"《某法》{name_of(path)}规定")] == [("某法", path)]


@given(PATHS)
def test_what_contains_a_clause_contains_it(path):
    assert all(is_within(path, outer) and order_of(outer) < order_of(path) for outer in ancestors(path))
    assert not is_within(f"1{path}", path)


@given(st.text(alphabet="《》第一二十条款项至、（）(2021年修订)某法 ", max_size=40))
def test_no_text_breaks_the_reader(text):
    assert all(m.title in text for m in mentions(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("《行政处罚法》第42条；国办发〔2024〕54号", [("行政处罚法", "42", 0)]),
        ("《行政处罚法》第二十二条至第25条", [("行政处罚法", str(n), 0) for n in (22, 23, 24, 25)]),
        ("《消防法》第15条、第16条和第五十三条第一款", [("消防法", p, 0) for p in ("15", "16", "53.1")]),
        ("《消防法》第十六条第一款第（二）项、第（七）项", [("消防法", p, 0) for p in ("16.1.2", "16.1.7")]),
        ("《消防法》第十六条第一款、第二款", [("消防法", p, 0) for p in ("16.1", "16.2")]),
        ("《某条例》第三条第（四）项", [("某条例", "3.0.4", 0)]),
        ("《刑法》第一百二十条之一", [("刑法", "120-1", 0)]),
        ("《某办法》（市场监管总局令第57号）第九条", [("某办法", "9", 0)]),
        ("《某条例》（2014年版）第13条", [("某条例", "13", 2014)]),
        ("《某法》的有关规定", [("某法", "", 0)]),
        ("《某法》第一章", [("某法", "", 0)]),
        ("依法检查", []),
    ],
)
def test_citations_as_people_write_them(text, found):
    assert sorted((m.title, m.path, m.year) for m in mentions(text)) == sorted(found)


def test_a_title_is_known_by_its_short_form():
    assert short_title("中华人民共和国行政处罚法（2021年修订）") == "行政处罚法" == short_title("行政处罚法")
