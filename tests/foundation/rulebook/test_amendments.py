"""A clause is amended or repealed by two persons; what it said before stays."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.casework.models import Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.ledger.operations import deliver_events
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.foundation.rulebook import queries
from tongjian.foundation.rulebook.choices import ChangeState
from tongjian.foundation.rulebook.models import ClauseChange, ClauseVersion, Statute
from tongjian.foundation.rulebook.operations import (
    Amendment,
    approve_clause_change,
    load_statutes,
    propose_clause_change,
    reject_clause_change,
)

pytestmark = pytest.mark.django_db
HOST = Actor.host(*HOST_CAPABILITIES)
CODE = "XZCFF-2021:42"


@pytest.fixture
def agency(reference):
    load_statutes(actor=HOST)
    return AgencyFactory(region=RegionFactory(code="140100"))


@pytest.fixture
def proposer(agency):
    return actor_in(agency, Role.COORDINATOR)


@pytest.fixture
def approver(agency):
    return actor_in(agency, Role.REVIEWER)


def amendment(**fields):
    given = {"kind": "amend", "text": "行政处罚应当由具有行政执法资格的执法人员实施。", "document": "主席令第八十号"}
    return Amendment(**{**given, "valid_from": timezone.localdate() + timedelta(days=30), **fields})


def repeal(**fields):
    return amendment(**{"kind": "repeal", "text": "", **fields})


def test_new_words_hold_from_their_day_once_another_person_agrees(proposer, approver):
    change = propose_clause_change(actor=proposer, code=CODE, amendment=amendment())
    day = change.valid_from
    assert queries.clause(CODE, on=day).text == ""

    approve_clause_change(actor=approver, change_id=change.pk)

    assert queries.clause(CODE, on=day).text.startswith("行政处罚应当由")
    assert queries.clause(CODE, on=day - timedelta(days=1)).text == ""
    assert queries.clause(CODE, on=day).document == "主席令第八十号"
    assert Entry.objects.filter(action="rulebook.clause_changed", subject_id=str(change.pk)).exists()


def test_a_repealed_article_ends_with_its_parts_and_a_repealed_statute_with_all_its_articles(proposer, approver):
    change = propose_clause_change(actor=proposer, code=CODE, amendment=repeal())
    approve_clause_change(actor=approver, change_id=change.pk)
    assert queries.clause(CODE, on=change.valid_from) is None
    assert queries.clause("XZCFF-2021:43", on=change.valid_from) is not None

    whole = propose_clause_change(actor=proposer, code="XZCFF-2021", amendment=repeal())
    approve_clause_change(actor=approver, change_id=whole.pk)
    assert queries.clause("XZCFF-2021:43", on=whole.valid_from) is None
    assert Statute.objects.get(code="XZCFF-2021").valid_until == whole.valid_from


def test_a_law_does_not_wait_until_it_is_entered(proposer, approver):
    change = propose_clause_change(actor=proposer, code=CODE, amendment=amendment(valid_from=date(2024, 1, 1)))
    approve_clause_change(actor=approver, change_id=change.pk)
    assert queries.clause(CODE, on=date(2024, 1, 1)).text and not queries.clause(CODE, on=date(2023, 12, 31)).text


def test_the_proposer_does_not_agree_with_the_own_change(proposer, agency):
    change = propose_clause_change(actor=proposer, code=CODE, amendment=amendment())
    both = actor_in(agency, Role.REVIEWER, user_id=proposer.user_id)
    with pytest.raises(NotAllowed, match="提出人"):
        approve_clause_change(actor=both, change_id=change.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClauseChange.objects.filter(pk=change.pk).update(decided_by=proposer.user_id)


def test_another_place_does_not_decide_and_the_one_above_does(proposer, reference):
    change = propose_clause_change(actor=proposer, code=CODE, amendment=amendment())
    with pytest.raises(NotAllowed, match="上级地区"):
        approve_clause_change(
            actor=actor_in(AgencyFactory(region=RegionFactory(code="140200")), Role.REVIEWER), change_id=change.pk
        )
    province = actor_in(AgencyFactory(region=RegionFactory(code="140000")), Role.REVIEWER)
    assert approve_clause_change(actor=province, change_id=change.pk).state == ChangeState.APPROVED


def test_whoever_has_no_say_neither_proposes_nor_decides(proposer, agency):
    handler = actor_in(agency, Role.HANDLER)
    with pytest.raises(NotAllowed):
        propose_clause_change(actor=handler, code=CODE, amendment=amendment())
    change = propose_clause_change(actor=proposer, code=CODE, amendment=amendment())
    with pytest.raises(NotAllowed):
        reject_clause_change(actor=handler, change_id=change.pk, note="不对")
    with pytest.raises(NotFound):
        approve_clause_change(actor=Actor.system("测试", "rulebook.approve"), change_id=change.pk)


@pytest.mark.parametrize(
    ("code", "given", "field"),
    [
        (CODE, {"text": " "}, "text"),
        (CODE, {"kind": "repeal"}, "text"),
        (CODE, {"kind": "other"}, "kind"),
        (CODE, {"document": " "}, "document"),
        (CODE, {"valid_from": date(1990, 1, 1)}, "valid_from"),
        ("XZCFF-2021", {}, "kind"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(proposer, code, given, field):
    with pytest.raises(RuleViolated) as refused:
        propose_clause_change(actor=proposer, code=code, amendment=amendment(**given))
    assert refused.value.details["field"] == field


def test_one_change_of_a_clause_waits_at_a_time_and_nothing_is_put_before_what_came_later(proposer, approver):
    change = propose_clause_change(actor=proposer, code=CODE, amendment=amendment())
    with pytest.raises(Conflict):
        propose_clause_change(actor=proposer, code=CODE, amendment=amendment())
    approve_clause_change(actor=approver, change_id=change.pk)
    with pytest.raises(IllegalTransition):
        approve_clause_change(actor=approver, change_id=change.pk)
    with pytest.raises(RuleViolated, match="已有新的条文"):
        propose_clause_change(actor=proposer, code=CODE, amendment=amendment(valid_from=date(2026, 1, 1)))


def test_a_repealed_clause_cannot_be_amended(proposer, approver):
    change = propose_clause_change(actor=proposer, code=CODE, amendment=repeal())
    approve_clause_change(actor=approver, change_id=change.pk)
    later = amendment(valid_from=change.valid_from + timedelta(days=9))
    with pytest.raises(RuleViolated, match="已经失效"):
        propose_clause_change(actor=proposer, code=CODE, amendment=later)


def test_a_refused_change_says_why_and_changes_nothing(proposer, approver):
    change = propose_clause_change(actor=proposer, code=CODE, amendment=amendment())
    with pytest.raises(RuleViolated, match="理由"):
        reject_clause_change(actor=approver, change_id=change.pk, note=" ")
    assert reject_clause_change(actor=approver, change_id=change.pk, note="文号不对").state == ChangeState.REJECTED
    assert ClauseVersion.objects.filter(clause__code=CODE).count() == 1


def test_approvers_of_the_agency_have_it_to_do_until_it_is_decided(proposer, approver):
    change = propose_clause_change(actor=proposer, code=CODE, amendment=amendment())
    deliver_events(actor=Actor.system("测试", "ledger.deliver"))
    todo = Todo.objects.get(matter_id=str(change.pk), step="decide", agency_id=proposer.agency_id)
    assert (todo.state, todo.capability) == ("open", "rulebook.approve")
    approve_clause_change(actor=approver, change_id=change.pk)
    deliver_events(actor=Actor.system("测试", "ledger.deliver"))
    todo.refresh_from_db()
    assert todo.state == "done"
