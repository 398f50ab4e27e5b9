"""From draft to publication and retirement."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from tests.foundation.org.factories import actor_in
from tests.supervision.catalog.conftest import TEXT
from tongjian.foundation.casework.models import Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.roles import CAPABILITIES
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog import policies, queries
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import Item, ItemVersion

OTHER = act.ItemText(legal_basis="《食品安全法》第一百一十条", object_kind="食品经营者")


def test_a_new_item_gets_a_code_and_its_first_draft(draft, handler):
    version = draft()
    assert (version.item.code, version.number, version.state) == ("SCJG-0001", 1, VersionState.DRAFT)
    assert version.created_by == handler.user_id
    assert Entry.objects.filter(action="item.drafted").count() == 1


def test_a_code_of_ones_own_is_passed_over(draft, bring_in):
    bring_in("部门,编号,抽查事项名称\n市场监管,SCJG-0001,样例事项\n")
    assert draft().item.code == "SCJG-0002"


def test_the_same_item_takes_the_new_words_while_it_is_a_draft(draft):
    first = draft()
    second = draft(text=OTHER)
    assert (first.pk, second.legal_basis) == (second.pk, OTHER.legal_basis)


def test_an_item_under_review_takes_no_new_words(draft, handler):
    act.submit_version(actor=handler, version_id=draft().pk)
    with pytest.raises(Conflict):
        draft(text=OTHER)


def test_a_published_item_gets_a_next_version_and_stays_as_it_is(draft, publish):
    first = publish(draft())
    second = draft(text=OTHER)
    assert (second.number, second.state) == (2, VersionState.DRAFT)
    first.refresh_from_db()
    assert first.legal_basis == TEXT.legal_basis


def test_words_that_are_published_already_make_no_version(draft, publish):
    publish(draft())
    with pytest.raises(RuleViolated) as caught:
        draft()
    assert caught.value.code == "nothing_changed"


def test_a_code_that_claims_to_be_national_has_14_digits(draft):
    with pytest.raises(RuleViolated) as caught:
        draft(national_code="1234567890123")
    assert caught.value.code == "V18"
    assert caught.value.citation
    assert draft(national_code="01234567890123").item.code == "01234567890123"


def test_a_national_code_belongs_to_one_item(draft):
    draft(national_code="01234567890123")
    with pytest.raises(RuleViolated) as caught:
        draft("另一个事项", national_code="01234567890123")
    assert caught.value.code == "item_code_in_use"


def test_an_item_needs_a_name_and_a_department(draft, handler, host):
    with pytest.raises(RuleViolated):
        draft("  ")
    with pytest.raises(NotAllowed):
        act.draft_item(actor=host, agency_kind="NIX", name="样例", text=TEXT)


def test_only_who_may_edit_and_only_for_ones_own_kind_of_department(draft, inspector, police, kinds):
    with pytest.raises(NotAllowed):
        draft(actor=inspector)
    with pytest.raises(NotAllowed):
        draft(actor=actor_in(police, "handler"))
    kinds["GA"].is_coordinator = True
    kinds["GA"].save()
    assert draft(actor=actor_in(police, "coordinator"))


def test_without_legal_basis_nothing_is_submitted(draft, handler):
    version = draft(text=act.ItemText())
    with pytest.raises(RuleViolated) as caught:
        act.submit_version(actor=handler, version_id=version.pk)
    assert "国办发〔2024〕54号" in str(caught.value)


def test_submission_is_for_whoever_may_edit_and_only_from_a_draft(draft, handler, reviewer, police):
    version = draft()
    with pytest.raises(NotAllowed):
        act.submit_version(actor=reviewer, version_id=version.pk)
    with pytest.raises(NotFound):
        act.submit_version(actor=Actor.public(), version_id=version.pk)
    with pytest.raises(NotFound):
        act.submit_version(actor=actor_in(police, "reviewer"), version_id=version.pk)
    assert act.submit_version(actor=handler, version_id=version.pk).state == VersionState.REVIEW
    with pytest.raises(IllegalTransition):
        act.submit_version(actor=handler, version_id=version.pk)


def test_a_second_person_publishes(draft, handler, reviewer):
    version = draft()
    act.submit_version(actor=handler, version_id=version.pk)
    with pytest.raises(NotAllowed):
        act.publish_version(actor=handler, version_id=version.pk)
    published = act.publish_version(actor=reviewer, version_id=version.pk)
    assert (published.state, published.valid_from) == (VersionState.PUBLISHED, date(2026, 9, 1))
    assert published.reviewed_by == reviewer.user_id


def test_nobody_publishes_what_one_wrote_oneself(draft, market, handler):
    both = actor_in(market, permissions=CAPABILITIES[Role.HANDLER] | CAPABILITIES[Role.REVIEWER])
    version = draft(actor=both)
    act.submit_version(actor=both, version_id=version.pk)
    with pytest.raises(NotAllowed) as caught:
        act.publish_version(actor=both, version_id=version.pk)
    assert "编制人" in caught.value.sentence


def test_the_reviewer_of_another_department_does_not_publish(draft, handler, police, kinds):
    version = draft()
    act.submit_version(actor=handler, version_id=version.pk)
    with pytest.raises(NotFound):
        act.publish_version(actor=actor_in(police, "reviewer"), version_id=version.pk)


def test_publication_is_never_backdated(draft, handler, reviewer):
    version = draft()
    act.submit_version(actor=handler, version_id=version.pk)
    with pytest.raises(RuleViolated) as caught:
        act.publish_version(actor=reviewer, version_id=version.pk, valid_from=date(2026, 8, 31))
    assert caught.value.code == "backdated"


def test_the_next_version_ends_the_one_before_on_its_first_day(draft, publish):
    first = publish(draft())
    second = publish(draft(text=OTHER), valid_from=date(2026, 10, 1))
    in_force = {day: queries.published_version(first.item, date(2026, *day)) for day in ((8, 31), (9, 30), (10, 1))}
    assert in_force == {(8, 31): None, (9, 30): first, (10, 1): second}


def test_a_version_that_comes_sooner_replaces_the_one_that_was_to_come(draft, publish):
    first = publish(draft())
    publish(draft(text=OTHER), valid_from=date(2027, 1, 1))
    third = publish(draft(text=act.ItemText(legal_basis="第三版依据")), valid_from=date(2026, 10, 1))
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2027, 6, 1)]
    assert [queries.published_version(first.item, day) for day in days] == [first, third, third]
    in_force = queries.published_versions(Actor.public(), on=date(2026, 10, 1))
    assert list(in_force) == [third]


def test_the_reviewer_returns_it_with_words(draft, handler, reviewer):
    version = draft()
    with pytest.raises(IllegalTransition):
        act.return_version(actor=reviewer, version_id=version.pk, note="请写明条款")
    act.submit_version(actor=handler, version_id=version.pk)
    with pytest.raises(RuleViolated):
        act.return_version(actor=reviewer, version_id=version.pk, note=" ")
    with pytest.raises(NotAllowed):
        act.return_version(actor=handler, version_id=version.pk, note="请写明条款")
    assert act.return_version(actor=reviewer, version_id=version.pk, note="请写明条款").state == VersionState.DRAFT


def open_steps():
    return sorted(Todo.objects.filter(state="open").values_list("step", flat=True))


def test_the_reviewers_have_one_to_do_for_all_that_was_handed_in(draft, handler, reviewer, market):
    first, second = draft(), draft("计量器具检查")
    act.submit_versions(actor=handler, version_ids=[first.pk, second.pk])
    todo = Todo.objects.get(state="open")
    assert (todo.agency, todo.capability, todo.url) == (market, "catalog.review", "/items/publish/")
    act.publish_version(actor=reviewer, version_id=first.pk)
    assert open_steps() == ["review_items"]
    act.publish_version(actor=reviewer, version_id=second.pk)
    assert open_steps() == []


def test_what_comes_back_is_its_authors_turn_until_it_is_handed_in_again(draft, handler, reviewer):
    version = draft()
    act.submit_version(actor=handler, version_id=version.pk)
    act.return_version(actor=reviewer, version_id=version.pk, note="请写明条款")
    assert open_steps() == ["mend_item"]
    assert Todo.objects.get(state="open").user_id == handler.user_id
    act.submit_version(actor=handler, version_id=version.pk)
    assert open_steps() == ["review_items"]


def test_a_retired_item_may_not_be_checked_from_today_on(draft, publish, reviewer, handler, today):
    version = publish(draft())
    with pytest.raises(NotAllowed):
        act.retire_version(actor=handler, version_id=version.pk, reason="法律修改")
    with pytest.raises(RuleViolated):
        act.retire_version(actor=reviewer, version_id=version.pk, reason="")
    today.shift(86400)
    act.retire_version(actor=reviewer, version_id=version.pk, reason="法律修改")
    assert queries.published_version(version.item) is None
    assert queries.published_version(version.item, date(2026, 9, 1)) == version
    assert queries.unpublished([version.pk]) == {version.pk}
    with pytest.raises(IllegalTransition):
        act.retire_version(actor=reviewer, version_id=version.pk, reason="法律修改")


def test_many_are_submitted_each_on_its_own(draft, handler):
    good, bad = draft(), draft("没有依据的事项", text=act.ItemText())
    report = act.submit_versions(actor=handler, version_ids=[good.pk, bad.pk, good.pk])
    assert [version.pk for version in report.done] == [good.pk]
    [refused] = report.refused
    assert (refused.version_id, refused.refusal.code) == (bad.pk, "legal_basis_missing")
    assert "没有依据的事项" in refused.title
    assert Entry.objects.filter(action="item.submitted").count() == 1


def test_many_are_published_each_on_its_own(draft, handler, reviewer, market):
    two_hats = actor_in(market, permissions=CAPABILITIES[Role.HANDLER] | CAPABILITIES[Role.REVIEWER])
    theirs, own = draft(), draft("自己编制的事项", actor=two_hats)
    act.submit_versions(actor=handler, version_ids=[theirs.pk, own.pk])
    report = act.publish_versions(actor=two_hats, version_ids=[theirs.pk, own.pk])
    assert [version.pk for version in report.done] == [theirs.pk]
    assert "编制人" in report.refused[0].refusal.sentence
    assert ItemVersion.objects.get(pk=own.pk).state == VersionState.REVIEW


def test_what_cannot_be_seen_is_refused_without_its_name(draft, police):
    version = draft()
    report = act.publish_versions(actor=actor_in(police, "reviewer"), version_ids=[version.pk])
    assert (report.done, report.refused[0].title, report.refused[0].refusal.status) == ((), "", 404)


def test_nothing_and_far_too_many_are_refused(handler):
    for chosen in ([], [Item().pk for _ in range(501)]):
        with pytest.raises(RuleViolated):
            act.submit_versions(actor=handler, version_ids=chosen)


def test_the_list_shows_each_item_once_by_its_newest_version(draft, publish, handler, police):
    publish(draft())
    second = draft(text=OTHER)
    assert list(queries.list_versions(handler, queries.ItemFilter())) == [second]
    published = queries.list_versions(handler, queries.ItemFilter(state="published"))
    assert [version.number for version in published] == [1]
    outside = queries.list_versions(actor_in(police, "reviewer"), queries.ItemFilter())
    assert [version.number for version in outside] == [1]


def test_a_draft_is_seen_by_its_kind_of_department_and_by_the_coordinator(draft, police, market, kinds, host):
    version = draft()
    assert queries.get_version(actor_in(market, "inspector"), version.pk) == version
    assert queries.get_version(host, version.pk) == version
    with pytest.raises(NotFound):
        queries.get_version(actor_in(police, "handler"), version.pk)
    kinds["GA"].is_coordinator = True
    kinds["GA"].save()
    assert queries.get_version(actor_in(police, "coordinator"), version.pk) == version


def test_the_list_filters_by_words_department_and_checklist(draft, publish, handler):
    version = publish(draft())
    draft("广告行为检查")
    for wanted, found in [
        (queries.ItemFilter(text="经营许可"), 1),
        (queries.ItemFilter(text=version.item.code), 1),
        (queries.ItemFilter(text="第一百零九条"), 2),
        (queries.ItemFilter(agency_kind="GA"), 0),
        (queries.ItemFilter(has_checklist=True), 0),
        (queries.ItemFilter(has_checklist=False), 2),
    ]:
        assert queries.list_versions(handler, wanted).count() == found, wanted


def test_the_public_sees_published_items_only(draft, publish):
    shown = publish(draft())
    hidden = draft("还没有公布的事项")
    assert list(policies.visible_items(Actor.public())) == [shown.item]
    with pytest.raises(NotFound):
        queries.get_item(Actor.public(), hidden.item.code)
    with pytest.raises(NotFound):
        queries.get_version(Actor.public(), hidden.pk)
    assert not policies.visible_checklists(Actor.public())


def test_what_waits_is_of_ones_own_kind_of_department(draft, handler, host, police):
    version = draft()
    assert list(queries.waiting_versions(handler, VersionState.DRAFT)) == [version]
    assert list(queries.waiting_versions(host, VersionState.DRAFT)) == [version]
    assert not queries.waiting_versions(actor_in(police, "handler"), VersionState.DRAFT)


def test_a_post_without_a_department_of_the_kind_edits_nothing(host, market):
    assert policies.editable_kinds(host) is None
    assert policies.editable_kinds(actor_in(market)) == {"SCJG"}
    assert policies.editable_kinds(replace(actor_in(market), agency_id=uuid4())) == set()


def test_the_cost_of_reading_does_not_grow_with_the_items(draft, publish, handler, django_assert_num_queries):
    def read():
        versions = list(queries.list_versions(handler, queries.ItemFilter()))
        return [(version.item.title, version.item.agency_kind.title) for version in versions]

    publish(draft())
    with django_assert_num_queries(2):
        read()
    for number in range(5):
        publish(draft(f"样例事项{number}"))
    with django_assert_num_queries(2):
        assert len(read()) == 6
