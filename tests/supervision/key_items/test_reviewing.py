"""Once a year somebody looks at it again; what leaves the list leaves it by two people."""

import json
from datetime import date

import pytest

from tests.supervision.key_items.factories import content_of, given, head_of_bureau, lead_in, make_published
from tests.supervision.planning.factories import actor_of
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.supervision.key_items import operations, queries
from tongjian.supervision.key_items.models import KeyItemVersion, YearlyReview
from tongjian.supervision.key_items.queries import KeyItemFilter

pytestmark = pytest.mark.django_db
CLOCKWORK = Actor.system("定时任务", "key_items.ask", "key_items.view")


def open_steps():
    return list(Todo.objects.filter(state="open").order_by("step").values_list("step", flat=True))


def republish(city, version, **changes):
    handler = lead_in(city)
    draft = operations.revise_key_item(
        actor=handler, key_item_id=version.key_item_id, content=content_of(city, **changes)
    )
    operations.score_key_item(actor=handler, version_id=draft.pk, given=given())
    operations.submit_key_item(actor=handler, version_id=draft.pk)
    return operations.publish_key_item(actor=head_of_bureau(city), version_id=draft.pk)


def test_the_lead_is_asked_a_month_before_the_year_ends_and_once(city, clock):
    make_published(city)
    assert operations.ask_for_reviews(actor=CLOCKWORK) == 0
    clock.move_to("2027-10-30T09:00:00+08:00")
    assert operations.ask_for_reviews(actor=CLOCKWORK) == 1
    operations.ask_for_reviews(actor=CLOCKWORK)
    todo = Todo.objects.get(step="yearly_review_of_key_item", state="open")
    assert (todo.agency, todo.clock.parameter_code) == (city.market, "key_items.review")
    with pytest.raises(NotAllowed):
        operations.ask_for_reviews(actor=lead_in(city))


@pytest.mark.parametrize(("day", "in_time"), [("2027-11-01", True), ("2028-01-05", False)])
def test_kept_for_a_reason_and_the_next_year_begins(city, clock, day, in_time):
    version = make_published(city)
    clock.move_to(f"{day}T09:00:00+08:00")
    operations.ask_for_reviews(actor=CLOCKWORK)
    review = operations.review_key_item(
        actor=lead_in(city), version_id=version.pk, outcome="keep", reason="风险没有下降"
    )
    assert (review.is_in_time, review.agency) == (in_time, city.market)
    assert "yearly_review_of_key_item" not in open_steps()
    assert queries.review_clock(version.key_item).due_at.year == int(day[:4]) + 1
    assert Clock.objects.filter(state__in=["met", "met_late"]).count() == 1


def test_to_be_changed_asks_for_a_new_version_and_the_old_one_holds_until_then(city, clock):
    version = make_published(city)
    operations.review_key_item(actor=lead_in(city), version_id=version.pk, outcome="change", reason="增加部门")
    assert open_steps() == ["mend_key_item"]
    clock.move_to("2026-12-01T09:00:00+08:00")
    second = republish(city, version, name="校园食品安全")
    assert open_steps() == []
    first, last = (queries.get_version(lead_in(city), one.pk) for one in (version, second))
    [change] = queries.differences(first, last)
    assert (change.label, change.after) == ("名称", "校园食品安全")
    version.refresh_from_db()
    assert (version.state, version.valid_until) == ("superseded", date(2026, 12, 1))
    then = queries.list_versions(lead_in(city), KeyItemFilter(on=date(2026, 11, 30)))
    assert [one.pk for one in then] == [version.pk]
    assert [one.pk for one in queries.list_versions(lead_in(city), KeyItemFilter())] == [second.pk]
    assert Clock.objects.filter(state="running").count() == 1


def test_to_be_removed_stays_until_a_second_person_agrees(city):
    version = make_published(city)
    operations.review_key_item(actor=lead_in(city), version_id=version.pk, outcome="remove", reason="职责并入其他部门")
    version.refresh_from_db()
    assert version.state == "removal"
    assert queries.list_versions(lead_in(city), KeyItemFilter(on=date(2026, 11, 23)))
    with pytest.raises(NotAllowed):
        operations.remove_key_item(actor=lead_in(city), version_id=version.pk)
    with pytest.raises(Conflict):
        republish(city, version)
    operations.remove_key_item(actor=head_of_bureau(city), version_id=version.pk)
    version.refresh_from_db()
    assert (version.state, version.valid_until) == ("removed", date(2026, 11, 23))
    assert open_steps() == []
    assert not Clock.objects.filter(state="running").exists()
    assert not queries.list_versions(lead_in(city), KeyItemFilter(on=date(2026, 11, 23)))
    entry = Entry.objects.get(action="key_item.removed")
    assert json.loads(entry.data)["reason"] == "职责并入其他部门"


def test_who_proposed_the_removal_does_not_agree_to_it(city):
    version = make_published(city)
    head = actor_of(city.market, Role.HEAD)
    operations.propose_removal(actor=lead_in(city), version_id=version.pk, reason="不再需要")
    KeyItemVersion.objects.filter(pk=version.pk).update(removal_by=head.user_id)
    with pytest.raises(NotAllowed):
        operations.remove_key_item(actor=head, version_id=version.pk)


def test_a_removal_refused_leaves_it_on_the_list(city):
    version = make_published(city)
    with pytest.raises(RuleViolated):
        operations.propose_removal(actor=lead_in(city), version_id=version.pk, reason="")
    operations.propose_removal(actor=lead_in(city), version_id=version.pk, reason="不再需要")
    operations.refuse_removal(actor=head_of_bureau(city), version_id=version.pk, note="风险仍在")
    version.refresh_from_db()
    assert (version.state, version.removal_reason) == ("published", "")
    assert open_steps() == []
    with pytest.raises(IllegalTransition):
        operations.refuse_removal(actor=head_of_bureau(city), version_id=version.pk, note="再说一遍")


def test_a_review_needs_an_outcome_a_reason_and_the_department_it_belongs_to(city):
    version = make_published(city)
    for outcome, reason in (("later", "以后再说"), ("keep", " ")):
        with pytest.raises(RuleViolated):
            operations.review_key_item(actor=lead_in(city), version_id=version.pk, outcome=outcome, reason=reason)
    with pytest.raises(NotAllowed):
        operations.review_key_item(
            actor=actor_of(city.fire, Role.HANDLER), version_id=version.pk, outcome="keep", reason="保留"
        )
    with pytest.raises(NotFound):
        operations.review_key_item(actor=Actor.system("无权"), version_id=version.pk, outcome="keep", reason="保留")
    assert not YearlyReview.objects.exists()
