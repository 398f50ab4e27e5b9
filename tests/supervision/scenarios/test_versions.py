"""From draft to the day a scenario stops."""

from dataclasses import replace
from datetime import date

import pytest

from tests.foundation.org.factories import UserFactory
from tests.supervision.planning.factories import actor_of, make_agency, make_item
from tests.supervision.scenarios.factories import content_of, lead_in, make_published, make_scenario, make_submitted
from tongjian.foundation.casework.models import Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.supervision.scenarios import operations as act
from tongjian.supervision.scenarios import queries
from tongjian.supervision.scenarios.choices import Trigger, VersionState
from tongjian.supervision.scenarios.models import Scenario, ScenarioVersion
from tongjian.supervision.scenarios.queries import Department, ScenarioFilter

pytestmark = pytest.mark.engine("sqlite")


def in_force(on):
    versions = queries.list_versions(Actor.system("测试", "scenarios.view"), ScenarioFilter(on=on))
    return [version.number for version in versions]


def test_a_new_one_gets_a_code_of_its_place_and_its_first_draft(city):
    version = make_scenario(city)
    assert (version.scenario.code, version.number, version.state) == ("YJS-140100-001", 1, VersionState.DRAFT)
    assert queries.content_of(version) == content_of(city, scope=version.scope)
    assert '"items":["SCJG-001-v1","XF-002-v1"]' in Entry.objects.get(action="scenario.drafted").data


def test_a_department_compiles_what_it_leads_and_the_coordinator_what_any_leads(city):
    fire = actor_of(city.fire, Role.HANDLER)
    with pytest.raises(NotAllowed, match="本部门牵头"):
        act.draft_scenario(actor=fire, content=content_of(city))
    assert act.draft_scenario(actor=city.coordinator, content=content_of(city)).lead_id == "SCJG"
    with pytest.raises(NotAllowed, match="没有编制"):
        act.draft_scenario(actor=lead_in(city, Role.INSPECTOR), content=content_of(city))


def test_a_draft_does_not_exist_for_others_and_what_is_published_does(city):
    fire, draft = actor_of(city.fire, Role.HANDLER), make_scenario(city)
    with pytest.raises(NotFound):
        act.submit_scenario(actor=fire, version_id=draft.pk)
    with pytest.raises(NotFound):
        act.revise_scenario(actor=fire, scenario_id=draft.scenario_id, content=content_of(city))
    other = make_published(city)
    assert queries.get_scenario(fire, other.scenario.code).pk == other.scenario_id
    with pytest.raises(NotAllowed):
        act.revise_scenario(actor=fire, scenario_id=other.scenario_id, content=content_of(city, lead="XF"))


def test_a_second_person_puts_it_in_force(city):
    version = make_submitted(city)
    assert Todo.objects.get(step="review_scenario").agency == city.market
    author = replace(lead_in(city, Role.HEAD), user_id=version.created_by)
    with pytest.raises(NotAllowed, match="编制人不能审核"):
        act.publish_scenario(actor=author, version_id=version.pk)
    with pytest.raises(NotAllowed, match="没有审核"):
        act.publish_scenario(actor=lead_in(city), version_id=version.pk)
    done = act.publish_scenario(actor=lead_in(city, Role.HEAD), version_id=version.pk)
    assert (done.state, done.valid_from) == (VersionState.PUBLISHED, date(2026, 11, 23))
    assert Todo.objects.get(step="review_scenario").state == "done"
    with pytest.raises(IllegalTransition):
        act.publish_scenario(actor=lead_in(city, Role.HEAD), version_id=version.pk)


def test_what_comes_back_is_mended_by_its_author(city):
    author, head = replace(lead_in(city), user_id=UserFactory().pk), lead_in(city, Role.HEAD)
    version = act.draft_scenario(actor=author, content=content_of(city))
    act.submit_scenario(actor=author, version_id=version.pk)
    with pytest.raises(RuleViolated, match="意见"):
        act.return_scenario(actor=head, version_id=version.pk, note=" ")
    assert act.return_scenario(actor=head, version_id=version.pk, note="补充流程").state == VersionState.DRAFT
    assert Todo.objects.get(step="mend_scenario").user_id == author.user_id


def test_what_is_under_review_takes_no_new_content(city):
    version = make_submitted(city)
    with pytest.raises(Conflict):
        act.revise_scenario(actor=lead_in(city), scenario_id=version.scenario_id, content=content_of(city))


def test_the_next_version_ends_the_one_before_on_its_first_day_and_leaves_it_as_it_was(city):
    first, lead = make_published(city), lead_in(city)
    with pytest.raises(RuleViolated, match="内容与已启用的版本相同"):
        act.revise_scenario(actor=lead, scenario_id=first.scenario_id, content=content_of(city))
    changed = content_of(city, frequency_text="每年 1 次", cooperating=(Department("XF", "消防设施"),))
    second = act.revise_scenario(actor=lead, scenario_id=first.scenario_id, content=changed)
    act.submit_scenario(actor=lead, version_id=second.pk)
    head = lead_in(city, Role.HEAD)
    with pytest.raises(RuleViolated, match="不能早于今天"):
        act.publish_scenario(actor=head, version_id=second.pk, valid_from=date(2026, 11, 22))
    act.publish_scenario(actor=head, version_id=second.pk, valid_from=date(2026, 12, 1))
    assert [in_force(date(2026, 11, day)) for day in (22, 23, 30)] == [[], [1], [1]]
    assert in_force(date(2026, 12, 1)) == [2]
    before, after = (queries.get_version(lead, pk) for pk in (first.pk, second.pk))
    assert before.frequency_text == "每年不超过 2 次"
    assert [(one.label, one.before, one.after) for one in queries.differences(before, after)] == [
        ("配合部门", "消防救援（配合）：消防安全", "消防救援（配合）：消防设施"),
        ("检查频次", "每年不超过 2 次", "每年 1 次"),
    ]


def test_stopping_ends_it_today_with_whatever_was_to_follow_and_a_new_version_starts_it_again(city):
    first, lead, head = make_published(city), lead_in(city), lead_in(city, Role.HEAD)
    changed = content_of(city, frequency_text="每年 1 次")
    second = act.revise_scenario(actor=lead, scenario_id=first.scenario_id, content=changed)
    act.submit_scenario(actor=lead, version_id=second.pk)
    act.publish_scenario(actor=head, version_id=second.pk, valid_from=date(2026, 12, 1))
    with pytest.raises(RuleViolated, match="停用理由"):
        act.stop_scenario(actor=head, version_id=second.pk, reason="")
    act.stop_scenario(actor=head, version_id=second.pk, reason="职责调整")
    assert [in_force(day) for day in (date(2026, 11, 23), date(2026, 12, 2))] == [[], []]
    third = act.revise_scenario(actor=lead, scenario_id=first.scenario_id, content=changed)
    assert (third.number, third.state) == (3, VersionState.DRAFT)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scope": {}}, "对象范围"),
        ({"steps": ()}, "流程"),
        ({"lead_duty": " "}, "职责"),
        ({"cooperating": (Department("XF", ""),)}, "职责"),
        ({"item_version_ids": ()}, "至少列入一个"),
        ({"cooperating": ()}, "不在牵头、配合部门之中"),
        ({"trigger": Trigger.SAME_DEPARTMENT}, "牵头部门自己的两个以上事项"),
    ],
)
def test_nobody_is_asked_to_review_what_is_not_whole(city, changes, words):
    draft = make_scenario(city, **changes)
    with pytest.raises(RuleViolated, match=words):
        act.submit_scenario(actor=lead_in(city), version_id=draft.pk)
    assert ScenarioVersion.objects.get().state == VersionState.DRAFT


def test_several_departments_means_more_than_the_lead(city):
    draft = make_scenario(city, cooperating=(), item_version_ids=(city.market_item.pk,))
    with pytest.raises(RuleViolated, match="应当有配合部门"):
        act.submit_scenario(actor=lead_in(city), version_id=draft.pk)


def test_one_department_with_two_items_of_its_own_is_one_matter(city):
    items = (city.market_item.pk, make_item(city.market, "计量检查").pk)
    done = make_published(city, trigger=Trigger.SAME_DEPARTMENT, cooperating=(), item_version_ids=items)
    assert done.state == VersionState.PUBLISHED


def test_v02_an_item_that_is_not_in_force_is_neither_handed_in_nor_published(city):
    version, draft = make_submitted(city), make_scenario(city)
    city.fire_item.state, city.fire_item.valid_until = "retired", date(2026, 11, 23)
    city.fire_item.save()
    for operation, actor, pk in (
        (act.publish_scenario, lead_in(city, Role.HEAD), version.pk),
        (act.submit_scenario, lead_in(city), draft.pk),
    ):
        with pytest.raises(RuleViolated, match="消防安全检查第 1 版") as caught:
            operation(actor=actor, version_id=pk)
        assert caught.value.code == "V02"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "scenario_name_missing"),
        ({"scope": {"colour": ["红"]}}, "scope_unknown"),
        ({"scope": {"kinds": ["ship"]}}, "scope_unknown"),
        ({"scope": {"regions": ["140200"]}}, "scope_outside"),
        ({"cooperating": (Department("SCJG", "自己"),)}, "department_twice"),
        ({"cooperating": (Department("??", "不明"),)}, "department_not_found"),
        ({"cooperating": (Department("XF", "消防", "lead"),)}, "role_unknown"),
    ],
)
def test_what_means_nothing_is_refused(city, changes, code):
    with pytest.raises(RuleViolated) as caught:
        make_scenario(city, **changes)
    assert caught.value.code == code
    assert not Scenario.objects.exists()


def test_an_item_with_a_newer_version_is_named(city):
    version = queries.get_version(lead_in(city), make_published(city).pk)
    assert queries.newer_of(queries.items_of(version)) == {}
    city.market_item.state, city.market_item.valid_until = "retired", date(2026, 11, 23)
    city.market_item.save()
    newer = city.market_item.item.versions.create(
        number=2, state="published", valid_from=date(2026, 11, 23), published_at=city.market_item.published_at
    )
    assert queries.newer_of(queries.items_of(version)) == {city.market_item.pk: newer}


def test_another_place_neither_changes_nor_sees_drafts(city):
    version = make_submitted(city)
    county = make_agency("SCJG", "市场监督管理", region="140105")
    with pytest.raises(NotFound):
        act.publish_scenario(actor=actor_of(county, Role.HEAD), version_id=version.pk)
