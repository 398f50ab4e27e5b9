"""Two check points are suggested as one for a reason that a person can judge."""

from hypothesis import given
from hypothesis import strategies as st

from tongjian.pure.wordings import NEAR, Alike, Wording, alike, likeness, plain

TEXT = st.text("消防设施器材是否完好有效，营业执照亮证经营0123米℃", max_size=24)


def pair(first, second, clauses=((), ())):
    return alike([
        Wording("a", "市场", first, frozenset(clauses[0])), Wording("b", "消防", second, frozenset(clauses[1]))
    ])  # fmt: skip


def test_the_same_wording_in_other_dress_is_the_same():
    assert pair("是否配备灭火器、消火栓。", "检查配备灭火器,消火栓情况") == [Alike("a", "b", 100, ("措辞相同",))]


def test_nearly_the_same_wording_says_how_near():
    [found] = pair("消防设施、器材配置齐全并完好有效", "消防设施器材配置齐全完好有效")
    assert NEAR <= found.score < 100 and found.reasons[0].startswith("措辞相近")


def test_the_same_clause_or_the_same_measure_needs_less():
    first, second = "疏散通道宽度不小于1.4米", "安全疏散通道净宽1.4米以上"
    assert pair(first, second)[0].reasons == ("量的是同一数值 1.4米",)
    assert not pair(first.replace("1.4", "2"), second)
    [found] = pair("从业人员持有健康证明", "从业人员健康证明在有效期", (("SPAQF-2021:45",), ("SPAQF-2021:45", "X:1")))
    assert "依据同一条款 SPAQF-2021:45" in found.reasons


def test_what_has_nothing_in_common_is_not_suggested():
    assert pair("营业执照悬挂在醒目位置", "灭火器压力正常", (("A:1",), ("A:1",))) == []


def test_points_of_one_department_are_its_own_business():
    assert alike([Wording("a", "市场", "灭火器完好"), Wording("b", "市场", "灭火器完好")]) == []


@given(TEXT, TEXT)
def test_likeness_is_the_same_from_both_sides_and_full_only_for_the_same(first, second):
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 100
    assert (likeness(first, second) == 100) == (first == second)


@given(st.lists(st.tuples(st.sampled_from("ABC"), TEXT), max_size=6))
def test_every_pair_of_different_groups_that_a_plain_look_finds_is_found(rows):
    wordings = [Wording(str(place), group, text) for place, (group, text) in enumerate(rows)]
    expected = {
        (one.key, two.key)
        for place, one in enumerate(wordings)
        for two in wordings[place + 1 :]
        if one.group != two.group and likeness(plain(one.text), plain(two.text)) >= NEAR
    }
    assert expected <= {(found.first, found.second) for found in alike(wordings)}
