"""Check points of several departments on one form: found by reasons, joined by a person, one answer for all."""

import pytest

from tests.foundation.org.factories import PostFactory
from tests.supervision.scenarios.factories import content_of, lead_in, make_published, make_scenario
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.supervision.catalog.models import Checklist, CheckPoint
from tongjian.supervision.scenarios import queries
from tongjian.supervision.scenarios.operations import join_points, part_points, revise_scenario

POINTS = {
    "SC": ("是否亮证经营", "是否配备灭火器、消火栓并完好有效"),
    "XF": ("配备灭火器、消火栓并完好有效", "疏散通道是否畅通"),
}


@pytest.fixture
def lists(city):
    """Each of the two items has a checklist of its own; one point is the same in both."""
    for code, version in (("SC", city.market_item), ("XF", city.fire_item)):
        checklist = Checklist.objects.create(code=code, name=f"{code} 检查表", created_at=version.published_at)
        for number, content in enumerate(POINTS[code], 1):
            CheckPoint.objects.create(checklist=checklist, number=number, content=content)
        type(version).objects.filter(pk=version.pk).update(checklist=checklist)
    return city


def again(version):
    return queries.ready(type(version).objects.filter(pk=version.pk)).get()


def point(code, number):
    return CheckPoint.objects.get(checklist__code=code, number=number)


def contents(version):
    return [line.content for line in queries.merged_checklist(again(version))]


def join(city, version, *points, content="配备灭火器、消火栓并完好有效"):
    ids = [one.pk for one in points]
    return join_points(actor=lead_in(city), version_id=version.pk, point_ids=ids, content=content)


def test_all_points_stand_on_one_form_and_each_says_for_whom(lists):
    lines = queries.merged_checklist(again(make_scenario(lists)))
    assert [line.content for line in lines] == [*POINTS["SC"], *POINTS["XF"]]
    assert [len(line.departments) for line in lines] == [1, 1, 1, 1]


def test_what_may_be_one_is_suggested_with_its_reason(lists):
    version = again(make_scenario(lists))
    [found] = queries.suggestions_of(version, queries.merged_checklist(version))
    assert {found.first.point, found.second.point} == {point("SC", 2), point("XF", 1)}
    assert found.reasons == ("措辞相同",)


def test_joined_points_are_one_line_for_both_departments(lists):
    version = make_scenario(lists)
    join(lists, version, point("SC", 2), point("XF", 1))

    lines = queries.merged_checklist(again(version))

    assert [len(line.sources) for line in lines] == [1, 2, 1]
    assert len(lines[1].departments) == 2
    assert queries.suggestions_of(again(version), lines) == []
    assert "SC-2" in Entry.objects.get(action="scenario.points_joined").data


def test_parted_points_stand_for_themselves_again(lists):
    version = make_scenario(lists)
    joint = join(lists, version, point("SC", 2), point("XF", 1))
    part_points(actor=lead_in(lists), joint_id=joint.pk)
    assert len(contents(version)) == 4
    with pytest.raises(NotFound):
        part_points(actor=lead_in(lists), joint_id=joint.pk)


def test_the_next_version_keeps_what_was_joined_as_far_as_it_is_still_listed(lists):
    version = make_scenario(lists)
    join(lists, version, point("SC", 2), point("XF", 1))
    same = content_of(lists, name="加油站一件事")
    revise_scenario(actor=lead_in(lists), scenario_id=version.scenario_id, content=same)
    assert len(contents(version)) == 3
    fewer = content_of(lists, item_version_ids=(lists.market_item.pk,))
    revise_scenario(actor=lead_in(lists), scenario_id=version.scenario_id, content=fewer)
    assert contents(version) == list(POINTS["SC"])


def test_what_is_in_force_is_joined_no_more_and_its_successor_inherits(lists):
    version = make_scenario(lists)
    joint = join(lists, version, point("SC", 2), point("XF", 1))
    type(version).objects.filter(pk=version.pk).update(state="published", valid_from="2026-11-01", published_at="2026-11-01T00:00Z")  # fmt: skip  # noqa: E501
    with pytest.raises(NotAllowed, match="只有草稿"):
        part_points(actor=lead_in(lists), joint_id=joint.pk)
    following = revise_scenario(
        actor=lead_in(lists), scenario_id=version.scenario_id, content=content_of(lists, name="新的一件事")
    )
    assert (following.number, len(contents(following)), len(contents(version))) == (2, 3, 3)


def test_a_published_one_is_not_joined(lists):
    version = make_published(lists)
    with pytest.raises(NotAllowed, match="只有草稿"):
        join(lists, version, point("SC", 2), point("XF", 1))


def test_what_makes_no_sense_is_refused(lists):
    version = make_scenario(lists)
    other = CheckPoint.objects.create(checklist=Checklist.objects.create(
        code="Z", name="别的", created_at=lists.market_item.published_at), number=1, content="别的")  # fmt: skip
    for points, content, code in (
        ([point("SC", 2)], "一", "points_missing"),
        ([point("SC", 2), point("SC", 2)], "一", "points_missing"),
        ([point("SC", 2), other], "一", "point_not_listed"),
        ([point("SC", 2), point("XF", 1)], " ", "content_missing"),
    ):
        with pytest.raises(RuleViolated) as refused:
            join(lists, version, *points, content=content)
        assert refused.value.code == code
    join(lists, version, point("SC", 2), point("XF", 1))
    with pytest.raises(RuleViolated, match="已经合并"):
        join(lists, version, point("SC", 2), point("XF", 2))


def test_only_whoever_compiles_it_joins(lists):
    version = make_scenario(lists)
    points = [point("SC", 2).pk, point("XF", 1).pk]
    with pytest.raises(NotAllowed):
        join_points(actor=lead_in(lists, Role.HEAD), version_id=version.pk, point_ids=points, content="一")


def test_the_form_costs_the_same_however_long_it_is(lists, django_assert_max_num_queries):
    version = again(make_scenario(lists))
    with django_assert_max_num_queries(4):
        queries.suggestions_of(version, queries.merged_checklist(version))


@pytest.mark.engine("sqlite")
def test_by_page_points_are_joined_and_parted_and_printed(lists, client):
    version = make_scenario(lists)
    user = PostFactory(agency=lists.market, role=Role.HANDLER).user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = f"/scenarios/{version.scenario.code}/checklist/"
    assert "措辞相同" in client.get(page).content.decode()
    points = [str(point("SC", 2).pk), str(point("XF", 1).pk)]
    client.post(f"/scenarios/versions/{version.pk}/join/", {"points": points, "content": "灭火器材完好"})
    shown = client.get(page).content.decode()
    assert "已合并" in shown and "4 个要点，合并为 3 项" in shown
    assert "灭火器材完好" in client.get(page, {"print": ""}).content.decode()
    client.post(f"/scenarios/versions/{version.pk}/join/", {"points": points[:1], "content": "x"})
    assert "至少选择两个要点" in client.get(page).content.decode()
    joint = again(version).joint_points.get()
    client.post(f"/scenarios/joints/{joint.pk}/part/")
    assert "4 个要点，合并为 4 项" in client.get(page).content.decode()
