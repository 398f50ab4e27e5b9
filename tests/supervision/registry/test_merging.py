"""Two rows that are one entity: everything follows the one that is kept, and comes back when the merge is undone."""

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse

from tests.doors.web.registry.conftest import sign_in
from tests.foundation.org.factories import AgencyFactory, OfficerFactory, RegionFactory, actor_in
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Entity, FormerName, Identifier, Interest, SearchText
from tongjian.supervision.registry.operations import (
    correct_entity,
    declare_interest,
    merge_entities,
    refresh_search,
    undo_import,
    unmerge_entities,
)
from tongjian.supervision.registry.queries import EntityFilter

__all__ = ["sign_in"]
USCC = make_uscc("91", "140105", "DEM00001")
OTHER_USCC = make_uscc("91", "140105", "DEM00002")
FILE = (
    "名称,信用代码,其他编号,地址\n"
    f"甲商行,{USCC},,太原市小店区样例路1号\n"
    "老甲商店,,YB-77,太原市小店区样例路1号\n"
    f"乙公司,{OTHER_USCC},,太原市小店区样例路2号\n"
    "甲食杂铺,,SP-5,太原市小店区样例路1号\n"
)


@pytest.fixture
def entities(bring_in, host):
    bring_in(FILE)
    refresh_search(actor=host)
    return {entity.name: entity for entity in Entity.objects.all()}


@pytest.fixture
def handler(county):
    return actor_in(county)


@pytest.fixture
def merge(entities, handler):
    def merge(loser="老甲商店", winner="甲商行", *, actor=handler, reason="同一店铺"):
        pair = {"winner_id": entities[winner].pk, "loser_id": entities[loser].pk}
        return merge_entities(actor=actor, reason=reason, **pair)

    return merge


def names(actor, words=""):
    return sorted(queries.list_entities(actor, EntityFilter(words=words)).values_list("name", flat=True))


def snapshot():
    return [
        sorted((model_to_dict(row) | {"pk": row.pk} for row in model.objects.all()), key=lambda row: str(row["pk"]))
        for model in (Entity, Identifier, FormerName, Interest)
    ] + [sorted(SearchText.objects.values_list("entity", "text"))]


def test_a_merged_entity_is_neither_listed_nor_drawn_and_its_names_and_numbers_find_the_kept_one(merge, handler):
    merge()

    assert names(handler) == ["乙公司", "甲商行", "甲食杂铺"]
    assert [names(handler, words) for words in ("老甲", "b-77", "ljsd")] == [["甲商行"]] * 3
    assert "老甲商店" not in set(queries.entities_in_scope({}, "140000").values_list("name", flat=True))


def test_a_file_that_names_the_merged_number_changes_the_kept_entity(merge, bring_in, entities):
    merge()

    bring_in("名称,其他编号,经营范围\n甲商行,YB-77,日用百货\n")

    assert Entity.objects.get(pk=entities["甲商行"].pk).business_scope == "日用百货"
    assert Entity.objects.count() == 4


def test_an_import_is_not_undone_under_a_merge_that_stands(merge, bring_in, entities, handler, host):
    batch = bring_in("名称,其他编号,经营范围\n老甲商店,YB-77,日用百货\n")
    done = merge()

    with pytest.raises(RuleViolated, match="老甲商店：之后并入了“甲商行”，请先撤销合并"):
        undo_import(actor=host, batch_id=batch.pk, reason="导错了文件")

    unmerge_entities(actor=handler, merge_id=done.pk, reason="不是同一家")
    undo_import(actor=host, batch_id=batch.pk, reason="导错了文件")
    assert Entity.objects.get(pk=entities["老甲商店"].pk).business_scope == ""


def test_an_interest_in_either_row_recuses_from_both(merge, entities, handler, county):
    officer = OfficerFactory(agency=county)
    declare_interest(actor=handler, entity_id=entities["老甲商店"].pk, officer_id=officer.pk, reason="亲属")

    merge()

    both = [entities["甲商行"].pk, entities["老甲商店"].pk]
    assert queries.recusals(both) == {pk: {officer.pk} for pk in both}
    assert set(queries.family_of(both[0])) == set(queries.family_of(both[1])) == set(both)


def test_undoing_restores_exactly(merge, handler):
    before = snapshot()

    unmerge_entities(actor=handler, merge_id=merge().pk, reason="看错了")

    assert snapshot() == before
    actions = Entry.objects.filter(action__startswith="registry.").order_by("pk").values_list("action", flat=True)
    assert list(actions)[-4:] == [
        "registry.entities_merged", "registry.entity_merged_away", "registry.merge_undone", "registry.merge_undone",
    ]  # fmt: skip


@pytest.mark.parametrize("first_undone", ["inner", "outer"])
def test_merges_upon_merges_come_apart_in_any_order(merge, handler, entities, first_undone):
    before = snapshot()
    inner, outer = merge("老甲商店", "甲食杂铺"), merge("甲食杂铺", "甲商行")
    assert names(handler, "b-77") == ["甲商行"]
    assert Entity.objects.filter(merged_into=entities["甲商行"]).count() == 2

    for one in (inner, outer) if first_undone == "inner" else (outer, inner):
        unmerge_entities(actor=handler, merge_id=one.pk, reason="看错了")

    assert snapshot() == before


@pytest.mark.parametrize(
    ("loser", "winner", "reason", "code"),
    [
        ("乙公司", "甲商行", "像", "two_codes"), ("甲商行", "老甲商店", "像", "keep_the_coded"),
        ("甲商行", "甲商行", "像", "same_row"), ("老甲商店", "甲商行", " ", "reason_missing"),
    ],
)  # fmt: skip
def test_a_merge_that_is_not_right_is_refused(merge, loser, winner, reason, code):
    with pytest.raises(RuleViolated) as refusal:
        merge(loser, winner, reason=reason)
    assert refusal.value.code == code


def test_merging_needs_sight_and_right_and_two_that_stand_alone(merge, regions, county, handler, entities):
    with pytest.raises(NotFound):
        merge(actor=actor_in(AgencyFactory(region=RegionFactory(code="140213"))))
    with pytest.raises(NotAllowed):
        merge(actor=actor_in(county, Role.INSPECTOR))
    done = merge()
    with pytest.raises(IllegalTransition):
        merge("老甲商店", "甲食杂铺")
    with pytest.raises(IllegalTransition):
        correct_entity(actor=handler, entity_id=entities["老甲商店"].pk, changes={"address": "别处"}, reason="核对")
    unmerge_entities(actor=handler, merge_id=done.pk, reason="看错了")
    with pytest.raises(IllegalTransition):
        unmerge_entities(actor=handler, merge_id=done.pk, reason="再来")


def test_pages_merge_point_to_the_kept_one_and_take_it_back(sign_in, entities):
    client, loser, winner = sign_in(Role.HANDLER), entities["老甲商店"], entities["甲商行"]
    address = reverse("registry:merge", args=[loser.pk])
    assert "没有找到别的对象" in client.get(address, {"q": "查无此户"}).content.decode()
    assert "甲食杂铺" in client.get(address, {"q": "甲"}).content.decode()

    done = client.post(f"{address}?q=jsh", {"winner_id": str(winner.pk), "reason": "同一店铺"})

    assert done.headers["Location"] == winner.get_absolute_url()
    merged = client.get(loser.get_absolute_url()).content.decode()
    assert "已并入其他对象" in merged and winner.get_absolute_url() in merged
    kept = client.get(winner.get_absolute_url()).content.decode()
    undo = reverse("registry:unmerge", args=[queries.merges_of(winner).get().pk])
    assert undo in kept and "老甲商店" in kept
    assert client.post(undo, {"reason": "看错了"}).headers["Location"] == loser.get_absolute_url()
    assert not queries.merges_of(winner).exists()
