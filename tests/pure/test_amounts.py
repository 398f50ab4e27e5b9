"""How much and how often: what plans say, and what is sent back."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongjian.pure.amounts import (
    Amount,
    AmountKind,
    Bound,
    Count,
    Frequency,
    NotUnderstoodError,
    Part,
    Wanted,
    parse,
    window_of,
    words_of,
)

bounds = st.sampled_from(Bound)
shares = st.builds(Fraction, st.integers(1, 10**4), st.just(10**4)) | st.builds(
    lambda top, more: Fraction(top, top + more), st.integers(1, 99), st.integers(1, 99)
)
below_one = shares.filter(lambda share: share < 1)
counts = st.builds(Count, st.integers(1, 10**6), bounds)
classes = st.lists(st.sampled_from(["三级医疗机构", "二级医疗机构", "药店", "养老机构"]), min_size=1, unique=True)
grades = st.lists(st.sampled_from(["A类", "B类", "C级", "低风险", "高风险企业"]), unique=True)


@st.composite
def parts_of(draw, names):
    return tuple(Part(draw(shares), draw(bounds), name) for name in draw(names))


amounts = st.one_of(
    st.builds(lambda share, bound, count: Amount(AmountKind.SHARE, (Part(share, bound),), count), below_one, bounds,
              st.none() | counts),
    st.builds(lambda parts, count: Amount(AmountKind.SHARE, parts, count), parts_of(classes), st.none() | counts),
    st.builds(lambda parts: Amount(AmountKind.RISK, parts), parts_of(grades)),
    st.builds(lambda count: Amount(AmountKind.COUNT, (), count), counts),
    st.sampled_from([Amount(AmountKind(kind)) for kind in ("全覆盖", "结合登记检查一并开展", "按实际")]),
)  # fmt: skip
frequencies = st.builds(Frequency, st.integers(1, 366), st.integers(1, 240), bounds)


@given(st.builds(Wanted, st.none() | amounts, st.none() | frequencies))
def test_what_is_said_is_read_back_as_the_same(wanted):
    assert parse(words_of(wanted)) == wanted


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("抽查比例不低于10%", "≥10%"), ("≤5%", "≤5%"), ("5‰", "0.5%"), ("1/40", "2.5%"), ("10%以上", "≥10%"),
        ("100%", "全覆盖"), ("不少于20户", "≥20户"), ("10%(20户)", "10%；20户"), ("每年≤2次", "每年≤2次"),
        ("3%;2次/年", "3%；每年2次"), ("每2年≤1次", "每2年≤1次"), ("每两年不超过一次", "每2年≤1次"),
        ("每半年1次", "每半年1次"), ("1次/季度", "每季度1次"), ("A类1%、B类2%", "按风险；A类1%、B类2%"),
        ("按信用风险分类结果", "按风险"), ("结合登记检查一并开展", "结合登记检查一并开展"), ("按实际", "按实际"),
        ("5%;1次/年;1户(以联合双随机牵头单位抽查数为准)", "5%；1户；每年1次"),
        ("市级医疗保障部门每年对市级及以下经办机构抽查比例之和≥20%;1次/年", "市级及以下经办机构抽查比例≥20%；每年1次"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_words_of_published_plans_are_understood(said, words):
    assert words_of(parse(said)) == words


@pytest.mark.parametrize(
    ("said", "which"),
    [
        ("约3%", "约3%"), ("抽查1", "没有单位"), ("3%;1/", "1/"), ("0%", "大于 0"), ("120%", "不超过 100%"),
        ("抽取一定比例的药店", "一定比例"), ("3%;5%", "两个比例"), ("1次/年;2次/年", "说了两次"),
        ("全覆盖;3%", "只留一种"),
        ("不低于5%以内", "下限和上限"), ("若干户", "若干户"), ("0户", "大于 0"), ("1/0", "大于 0"),
    ],
)  # fmt: skip
def test_what_leaves_open_how_much_goes_back_with_the_words_in_question(said, which):
    with pytest.raises(NotUnderstoodError, match=which):
        parse(said)


@given(st.text(alphabet="0123456789%‰≥≤次年每户/;、不低于按风险类A对(约)半", max_size=14))
def test_no_words_whatever_do_worse_than_going_back(said):
    try:
        wanted = parse(said)
    except NotUnderstoodError:
        return
    assert parse(words_of(wanted)) == wanted


def test_a_frequency_is_so_many_times_a_year():
    assert Frequency(1, 24).per_year == Fraction(1, 2)


@pytest.mark.parametrize(
    ("said", "first", "after"),
    [
        ("4—10", "2026-04-01", "2026-11-01"), ("3月—12月", "2026-03-01", "2027-01-01"),
        ("", "2026-01-01", "2027-01-01"),
        ("2026-01~2026-11", "2026-01-01", "2026-12-01"), ("2026-02-24~2026-11-30", "2026-02-24", "2026-12-01"),
        ("3-6", "2026-03-01", "2026-07-01"), ("2026年3月1日至5月31日", "2026-03-01", "2026-06-01"),
        ("6月", "2026-06-01", "2026-07-01"),
    ],
)  # fmt: skip
def test_a_window_is_read_in_the_plan_s_year(said, first, after):
    assert window_of(said, 2026) == (date.fromisoformat(first), date.fromisoformat(after))


@pytest.mark.parametrize("said", ["13—14", "约3月", "2023-06~2023-12", "12—3", "2026-02-30", "三季度"])
def test_a_window_outside_the_year_or_not_understood_goes_back(said):
    with pytest.raises(NotUnderstoodError):
        window_of(said, 2026)
