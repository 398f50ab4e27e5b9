"""What is generated, and that no edit is ever lost by it."""

from datetime import date

import pytest

from tests.supervision.handbooks.factories import (
    FIRE,
    MARKET,
    change_item,
    lead_in,
    line_about,
    make_handbook,
    make_published,
)
from tests.supervision.planning.factories import actor_of
from tests.supervision.scenarios.factories import make_scenario as draft_scenario
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook.models import Clause, Statute
from tongjian.foundation.rulebook.queries import reach
from tongjian.supervision.catalog.models import CheckPoint, Item
from tongjian.supervision.handbooks import operations as act
from tongjian.supervision.handbooks import queries
from tongjian.supervision.handbooks.choices import Chapter
from tongjian.supervision.handbooks.models import Addition, Edit, LineClause
from tongjian.supervision.scenarios.operations import join_points, publish_scenario, submit_scenario

pytestmark = pytest.mark.engine("sqlite")


def said(edition, actor=None):
    lines = queries.lines_of(actor or Actor.system("测试", "catalog.view", "catalog.import"), edition)
    return {line.words: line for line in lines}


@pytest.fixture
def clause(db):
    """第三十三条 of the law the market's item cites."""
    statute = Statute.objects.create(
        code="XZCFF-2021", title="中华人民共和国行政处罚法", issuer="全国人大常委会", level="law",
        valid_from=date(2021, 7, 15), confidence="found",
    )  # fmt: skip
    return Clause.objects.create(code="XZCFF-2021:33", statute=statute, path="33", kind="article", position=33)


def test_every_check_point_becomes_a_line_in_its_chapter_with_its_item_version_and_clause(city, clause):
    edition = make_handbook(city, has_scenario=True)
    lines = said(edition)
    assert set(lines) == {*MARKET, *FIRE}
    assert {words: line.chapter for words, line in lines.items()} == {
        MARKET[0]: Chapter.SUBJECT,
        MARKET[1]: Chapter.SYSTEM,
        FIRE[0]: Chapter.PREMISES,
        FIRE[1]: Chapter.STAFF,
    }
    line = lines[MARKET[0]]
    assert (line.basis, line.method) == ("《中华人民共和国行政处罚法》第三十三条", "现场查看")
    assert [one.version for one in line.sources] == [city.market_item]
    assert [code for _, code in line.clauses] == ["XZCFF-2021:33"]
    assert LineClause.objects.filter(clause=clause).count() == 2
    assert [one.title for one in queries.editions_citing(lead_in(city), reach(lead_in(city), "XZCFF-2021:33"))] == [
        "加油站合规手册"
    ]
    assert edition.scenario_version is not None
    assert edition.scope["words"] == ["示例企业"]


def test_the_wording_is_never_turned_by_itself(city):
    CheckPoint.objects.filter(content=MARKET[0]).update(content="是否存在超范围经营。")
    assert "是否存在超范围经营。" in said(make_handbook(city))


def test_points_joined_in_the_scenario_are_one_line_of_both_departments(city):
    scenario = draft_scenario(city)
    points = CheckPoint.objects.filter(content__in=[MARKET[1], FIRE[0]])
    join_points(
        actor=lead_in(city), version_id=scenario.pk, point_ids=[one.pk for one in points], content="一并查看。"
    )
    submit_scenario(actor=lead_in(city), version_id=scenario.pk)
    publish_scenario(actor=lead_in(city, Role.HEAD), version_id=scenario.pk)
    edition = act.draft_handbook(actor=lead_in(city), title="手册", scenario_code=scenario.scenario.code)
    lines = said(edition)
    assert set(lines) == {MARKET[0], FIRE[1], "一并查看。"}
    assert lines["一并查看。"].departments == ("市场监督管理", "消防救援")


def test_without_a_scenario_the_industries_say_which_items(city):
    city.fire_item.industries = "H6210"
    city.fire_item.save()
    edition = make_handbook(city, industries=["f5265"])
    assert set(said(edition)) == set(MARKET)
    assert (edition.scope, edition.handbook.lead_id) == ({"industries": ["F5265"]}, "SCJG")
    act.describe_edition(actor=lead_in(city), edition_id=edition.pk, title="两业", industries=["F5265", "H6210"])
    assert set(said(edition)) == {*MARKET, *FIRE}


def test_what_is_not_public_is_never_written_into_a_handbook(city):
    Item.objects.filter(pk=city.fire_item.item_id).update(is_restricted=True)
    assert set(said(make_handbook(city))) == set(MARKET)


def test_a_line_on_an_item_that_is_no_longer_public_is_withheld_from_the_public_only(city):
    edition = make_published(city)
    Item.objects.filter(pk=city.fire_item.item_id).update(is_restricted=True)
    assert set(said(edition, Actor.public())) == set(MARKET)
    assert len(said(edition)) == 4


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"industries": ["加油站"]}, "不是国民经济行业代码"),
        ({"industries": [" "]}, "请选择一件事"),
        ({"industries": ["A0111"]}, "没有可以生成条目"),
    ],
)
def test_what_cannot_be_generated_is_refused_with_the_reason(city, fields, words):
    with pytest.raises(RuleViolated, match=words):
        make_handbook(city, **fields)


def test_a_scenario_that_is_not_in_force_has_no_handbook(city):
    with pytest.raises(NotFound, match="还没有启用"):
        act.draft_handbook(actor=lead_in(city), title="手册", scenario_code=draft_scenario(city).scenario.code)


def test_regenerating_keeps_every_edit_and_every_added_line(city):
    edition, lead = make_handbook(city), lead_in(city)
    act.edit_line(actor=lead, line_id=line_about(edition, "台账").pk, chapter="business", text="进货要查验并记账。")
    act.edit_line(actor=lead, line_id=line_about(edition, "通道").pk, is_left_out=True)
    act.add_line(actor=lead, edition_id=edition.pk, chapter="subject", text="先领照。", basis=BASIS)
    act.regenerate_edition(actor=lead, edition_id=edition.pk)
    lines = said(edition)
    assert lines["进货要查验并记账。"].chapter == Chapter.BUSINESS
    assert lines["进货要查验并记账。"].generated == MARKET[1]
    assert lines[FIRE[0]].is_left_out
    assert lines["先领照。"].chapter == Chapter.SUBJECT


BASIS = "《中华人民共和国市场主体登记管理条例》第三条"


def test_an_edit_of_a_wording_that_changed_waits_for_a_person(city):
    """The law may have changed with the wording: nobody's old words are put on it unasked, and none are lost."""
    edition, lead = make_handbook(city), lead_in(city)
    act.edit_line(actor=lead, line_id=line_about(edition, "台账").pk, text="进货要查验并记账。")
    edit = Edit.objects.get()
    with pytest.raises(RuleViolated, match="正在使用"):
        act.drop_edit(actor=lead, edition_id=edition.pk, edit_id=edit.pk)
    change_item(city.market_item, MARKET[0], "进货查验台账是否完整并保存两年。")
    act.regenerate_edition(actor=lead, edition_id=edition.pk)
    assert "进货查验台账是否完整并保存两年。" in said(edition)
    assert [one.text for one in queries.today(edition).unplaced] == ["进货要查验并记账。"]
    act.drop_edit(actor=lead, edition_id=edition.pk, edit_id=edit.pk)
    assert queries.today(edition).unplaced == ()


def test_an_edit_with_nothing_in_it_is_none(city):
    edition, lead = make_handbook(city), lead_in(city)
    line = line_about(edition, "台账")
    act.edit_line(actor=lead, line_id=line.pk, chapter="staff", text="改写")
    done = act.edit_line(actor=lead, line_id=line.pk, text=MARKET[1])
    assert (done.chapter, done.is_guessed, done.edited) == ("system", True, "")
    assert not Edit.objects.exists()


def test_chapters_that_are_right_are_confirmed_at_once_and_stay(city):
    edition, lead = make_handbook(city), lead_in(city)
    act.edit_line(actor=lead, line_id=line_about(edition, "通道").pk, text="通道不得堵。")
    act.confirm_chapters(actor=lead, edition_id=edition.pk)
    act.regenerate_edition(actor=lead, edition_id=edition.pk)
    lines = said(edition)
    assert not any(line.is_guessed for line in lines.values())
    assert lines["通道不得堵。"].chapter == Chapter.PREMISES
    with pytest.raises(RuleViolated, match="没有待确认"):
        act.confirm_chapters(actor=lead, edition_id=edition.pk)


def test_what_people_added_is_taken_out_of_later_editions_only(city):
    edition, lead = make_handbook(city), lead_in(city)
    with pytest.raises(RuleViolated, match="依据"):
        act.add_line(actor=lead, edition_id=edition.pk, chapter="subject", text="先领照。", basis=" ")
    line = act.add_line(actor=lead, edition_id=edition.pk, chapter="subject", text="先领照。", basis=BASIS)
    with pytest.raises(RuleViolated, match="自拟"):
        act.edit_line(actor=lead, line_id=line.pk, text="改")
    with pytest.raises(RuleViolated, match="不能删除"):
        act.remove_line(actor=lead, line_id=line_about(edition, "通道").pk)
    act.submit_handbook(actor=lead, edition_id=edition.pk)
    act.publish_handbook(actor=lead_in(city, Role.HEAD), edition_id=edition.pk)
    second = act.begin_edition(actor=lead, handbook_id=edition.handbook_id)
    act.remove_line(actor=lead, line_id=second.lines.get(addition=Addition.objects.get()).pk)
    assert "先领照。" in said(edition)
    assert "先领照。" not in said(second)


def test_the_difference_says_what_was_added_changed_and_removed(city):
    first = make_published(city)
    change_item(city.fire_item, "消防通道是否畅通、无杂物。", "灭火器是否在有效期内。", frequency_text="每年 1 次")
    again = queries.compare_lines(said(first).values(), queries.today(first).lines)
    assert {(one.kind, one.words) for one in again} == {
        ("changed", "消防通道是否畅通、无杂物。"),
        ("added", "灭火器是否在有效期内。"),
        ("removed", "员工是否经过消防培训。"),
    }
    changed = next(one for one in again if one.kind == "changed")
    assert changed.fields == (
        ("要求", "消防通道是否畅通。", "消防通道是否畅通、无杂物。"),
        ("事项", "消防安全检查 第 1 版", "消防安全检查 第 2 版"),
    )
    second = act.begin_edition(actor=lead_in(city), handbook_id=first.handbook_id)
    assert queries.compare_lines(said(first).values(), said(second).values()) == again
    assert queries.compare_lines(said(second).values(), queries.today(second).lines) == []


def test_a_line_that_is_left_out_is_removed_for_the_reader(city):
    edition = make_handbook(city)
    before = list(said(edition).values())
    act.edit_line(actor=lead_in(city), line_id=line_about(edition, "通道").pk, is_left_out=True)
    assert [(one.kind, one.words) for one in queries.compare_lines(before, said(edition).values())] == [
        ("removed", FIRE[0])
    ]


def test_others_neither_see_nor_change_a_draft(city):
    edition, fire = make_handbook(city, has_scenario=True), actor_of(city.fire, Role.HANDLER)
    line = line_about(edition, "通道")
    for refused in (
        lambda: act.edit_line(actor=fire, line_id=line.pk, text="改"),
        lambda: act.add_line(actor=fire, edition_id=edition.pk, chapter="staff", text="x", basis="y"),
        lambda: act.regenerate_edition(actor=fire, edition_id=edition.pk),
        lambda: act.begin_edition(actor=fire, handbook_id=edition.handbook_id),
    ):
        with pytest.raises(NotFound):
            refused()
    with pytest.raises(NotAllowed, match="没有编制"):
        act.regenerate_edition(actor=lead_in(city, Role.HEAD), edition_id=edition.pk)
    with pytest.raises(NotAllowed, match="牵头部门"):
        act.draft_handbook(actor=fire, title="手册", scenario_code=edition.handbook.scenario.code)


def test_reading_and_generating_cost_the_same_however_many_lines(city, django_assert_num_queries):
    edition = make_handbook(city)
    change_item(city.fire_item, *(f"第 {number} 件是否完好。" for number in range(40)))
    with django_assert_num_queries(4):
        said(edition)
    act.regenerate_edition(actor=lead_in(city), edition_id=edition.pk)
    with django_assert_num_queries(4):
        assert len(said(edition)) == 42
