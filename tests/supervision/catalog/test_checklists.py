"""Checklists and who may check."""

from datetime import date

import pytest
from django.utils import timezone

from tests.foundation.org.factories import OfficerFactory, actor_in
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.models import Checklist, CheckPoint


@pytest.fixture
def checklist(kinds):
    made = Checklist.objects.create(code="A01", name="食品经营许可双随机抽查记录表", created_at=timezone.now())
    CheckPoint.objects.bulk_create(
        CheckPoint(checklist=made, number=n, content=f"要点 {n}", method="现场查看") for n in (2, 1)
    )
    return made


@pytest.fixture
def officer(market):
    return OfficerFactory(agency=market)


def test_a_person_attaches_a_checklist_and_takes_it_off_again(draft, checklist, handler):
    version = act.attach_checklist(actor=handler, version_id=draft().pk, checklist_code="A01")
    assert [point.number for point in queries.check_points(version)] == [1, 2]
    assert list(queries.versions_with(handler, checklist)) == [version]
    version = act.attach_checklist(actor=handler, version_id=version.pk, checklist_code="")
    assert queries.check_points(version) == []


def test_attaching_is_for_the_handlers_of_the_department(draft, checklist, reviewer, police, handler):
    version = draft()
    with pytest.raises(NotAllowed):
        act.attach_checklist(actor=reviewer, version_id=version.pk, checklist_code="A01")
    for stranger in (actor_in(police, "handler"), Actor.public()):
        with pytest.raises(NotFound):
            act.attach_checklist(actor=stranger, version_id=version.pk, checklist_code="A01")
    with pytest.raises(NotFound):
        act.attach_checklist(actor=handler, version_id=version.pk, checklist_code="A99")


def test_a_published_version_keeps_its_checklist(draft, publish, checklist, handler):
    version = publish(draft())
    version = act.attach_checklist(actor=handler, version_id=version.pk, checklist_code="A01")
    with pytest.raises(IllegalTransition):
        act.attach_checklist(actor=handler, version_id=version.pk, checklist_code="")
    assert queries.frozen_checklists() == {"A01"}


def test_what_is_under_review_keeps_its_checklist(draft, checklist, handler):
    version = act.submit_version(actor=handler, version_id=draft().pk)
    with pytest.raises(IllegalTransition):
        act.attach_checklist(actor=handler, version_id=version.pk, checklist_code="A01")


def test_the_next_version_carries_the_checklist_on(draft, publish, checklist, handler):
    version = draft()
    act.attach_checklist(actor=handler, version_id=version.pk, checklist_code="A01")
    publish(version)
    assert draft(text=act.ItemText(legal_basis="新的依据")).checklist == checklist


def test_the_checklist_with_the_likest_name_is_suggested_first(draft, checklist, django_assert_num_queries):
    Checklist.objects.create(code="A02", name="广告违法行为双随机抽查记录表", created_at=timezone.now())
    version = draft("食品经营许可检查")
    with django_assert_num_queries(1):
        suggestions = queries.suggest_checklists(version)
    assert suggestions[0].checklist == checklist
    assert suggestions[0].share > 0.4


def test_the_list_of_checklists_says_points_and_items(draft, checklist, handler):
    act.attach_checklist(actor=handler, version_id=draft().pk, checklist_code="A01")
    [row] = queries.list_checklists(handler, "食品")
    assert (row.points, row.items) == (2, 1)
    assert queries.get_checklist(handler, "A01") == checklist
    with pytest.raises(NotFound):
        queries.get_checklist(Actor.public(), "A01")


def test_an_officer_is_qualified_for_items_of_the_own_department(draft, officer, reviewer):
    version = draft()
    act.qualify_officer(actor=reviewer, officer_id=officer.pk, item_code=version.item.code)
    assert queries.qualified_officer_ids([version.item_id]) == {version.item_id: {officer.pk}}
    assert queries.items_of_officers([officer.pk]) == {officer.pk: [version.item.code]}


def test_qualifying_is_for_who_manages_the_officers_of_the_agency(draft, officer, handler, police, reviewer):
    code = draft().item.code
    with pytest.raises(NotAllowed):
        act.qualify_officer(actor=handler, officer_id=officer.pk, item_code=code)
    with pytest.raises(NotFound):
        act.qualify_officer(actor=actor_in(police, "reviewer"), officer_id=officer.pk, item_code=code)
    with pytest.raises(NotFound):
        act.qualify_officer(actor=reviewer, officer_id=officer.pk, item_code="NIX-1")
    stranger = OfficerFactory(agency=police)
    with pytest.raises(RuleViolated):
        act.qualify_officer(actor=actor_in(police, "reviewer"), officer_id=stranger.pk, item_code=code)


def test_many_officers_are_qualified_for_many_items_at_once(
    draft, publish, market, reviewer, django_assert_max_num_queries
):
    codes = [publish(draft(f"样例事项{n}")).item.code for n in range(6)]
    officers = [OfficerFactory(agency=market) for _ in range(4)]
    ids = [officer.pk for officer in officers]
    with django_assert_max_num_queries(30):
        assert act.qualify_officers(actor=reviewer, officer_ids=ids, item_codes=codes) == 24
    assert Entry.objects.filter(action="officer.qualified_many").count() == 4
    until = date(2026, 12, 31)
    act.qualify_officers(actor=reviewer, officer_ids=ids[:1], item_codes=codes[:1], valid_until=until)
    table = queries.qualification_table(reviewer)
    assert (len(table.items), len(table.officers), len(table.until)) == (6, 4, 24)
    assert until in table.until.values()


def test_a_qualification_ends_and_what_was_checked_stays(draft, officer, reviewer, today):
    version = draft()
    chosen = {"officer_ids": [officer.pk], "item_codes": [version.item.code]}
    act.qualify_officers(actor=reviewer, **chosen)
    today.shift(86400)
    with pytest.raises(RuleViolated):
        act.withdraw_qualifications(actor=reviewer, reason=" ", **chosen)
    assert act.withdraw_qualifications(actor=reviewer, reason="调离岗位", **chosen) == 1
    assert act.withdraw_qualifications(actor=reviewer, reason="调离岗位", **chosen) == 0
    assert queries.qualified_officer_ids([version.item_id]) == {}
    assert queries.qualified_officer_ids([version.item_id], date(2026, 9, 1)) == {version.item_id: {officer.pk}}


def test_many_are_all_or_nothing(draft, officer, reviewer, handler, police):
    chosen = {"item_codes": [draft().item.code]}
    others = OfficerFactory(agency=police)
    with pytest.raises(NotAllowed):
        act.qualify_officers(actor=handler, officer_ids=[officer.pk], **chosen)
    with pytest.raises(NotFound):
        act.qualify_officers(actor=reviewer, officer_ids=[officer.pk, others.pk], **chosen)
    with pytest.raises(NotFound):
        act.qualify_officers(actor=reviewer, officer_ids=[officer.pk], item_codes=[])
    with pytest.raises(RuleViolated):
        act.qualify_officers(
            actor=actor_in(police, "reviewer"), officer_ids=[others.pk], item_codes=chosen["item_codes"]
        )
    with pytest.raises(RuleViolated):
        act.qualify_officers(actor=reviewer, officer_ids=[officer.pk], valid_until=date(2026, 9, 1), **chosen)
    with pytest.raises(NotAllowed):
        act.withdraw_qualifications(actor=handler, officer_ids=[officer.pk], reason="调离", **chosen)
    assert not queries.qualified_officer_ids([])


def test_the_officers_of_an_item_are_those_one_may_see(draft, officer, reviewer, handler):
    item = draft().item
    act.qualify_officer(actor=reviewer, officer_id=officer.pk, item_code=item.code)
    assert [row.officer for row in queries.qualifications_of(handler, item)] == [officer]
    assert not queries.qualifications_of(Actor.public(), item)
