"""Anybody who may look into the record may have it checked; one check at a time; the outcome is kept."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound
from tongjian.foundation.kernel.models import Schedule
from tongjian.foundation.ledger import policies, queries, verification
from tongjian.foundation.ledger.actions import declare
from tongjian.foundation.ledger.keys import log_key
from tongjian.foundation.ledger.models import Entry, Leaf, VerificationRun
from tongjian.foundation.ledger.operations import request_verification, run_verification, seal_entries
from tongjian.foundation.ledger.tasks import verify
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.choices import Role

pytestmark = pytest.mark.django_db

declare("sample.checked", "记录", "number")
SEALER, CHECKER = Actor.system("测试", "ledger.seal"), Actor.system("测试", "ledger.verify")
triggers = import_module("tongjian.foundation.ledger.migrations.0002_append_only")


@pytest.fixture
def officer():
    return actor_in(AgencyFactory(), Role.HANDLER)


@pytest.fixture
def log():
    for number in range(5):
        with transaction.atomic():
            record(SEALER, "sample.checked", Schedule(name="样本"), number=number)
    seal_entries(actor=SEALER)


def test_an_intact_record_is_found_intact_and_the_check_is_recorded(officer, log):
    run, is_new = request_verification(actor=officer)
    assert (is_new, run.total, run.finished_at) == (True, 5, None)

    assert verify.func(str(run.pk)) == {"intact": True, "size": 5}

    run.refresh_from_db()
    assert (run.is_intact, run.done, run.checkpoints, run.pending) == (True, 5, 2, 1)  # one checkpoint is kept twice
    actions = Entry.objects.filter(subject_id=str(run.pk)).order_by("id").values_list("action", flat=True)
    assert list(actions) == ["ledger.verification_asked", "ledger.verified"]


def test_a_change_is_found_and_said_where(officer, log):
    triggers.drop_triggers(None, SimpleNamespace(connection=connection))
    entry = Leaf.objects.get(index=3).entry
    Entry.objects.filter(pk=entry.pk).update(data='{"number":9}')
    run, _ = request_verification(actor=officer)
    run = run_verification(actor=CHECKER, run_id=run.pk)
    assert not run.is_intact
    assert run.first_bad == 3
    assert "第 3 条" in run.problems[0]


def test_run_twice_it_stays_as_it_was(officer, log):
    run, _ = request_verification(actor=officer)
    first = run_verification(actor=CHECKER, run_id=run.pk)
    again = run_verification(actor=CHECKER, run_id=run.pk)
    assert first.finished_at == again.finished_at
    assert Entry.objects.filter(action="ledger.verified").count() == 1


def test_whoever_asks_meanwhile_watches_the_same(officer, log):
    run, _ = request_verification(actor=officer)
    other = actor_in(AgencyFactory(region=RegionFactory(code="140200")), Role.HEAD)
    assert request_verification(actor=other) == (run, False)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert request_verification(actor=other)[1]


def test_progress_is_told_between_the_batches(log, monkeypatch):
    monkeypatch.setattr(verification, "_CHUNK", 2)
    seen = []
    assert verification.verify_log(log_key().vkey, iter(()), on_progress=seen.append).is_intact
    assert seen == [2, 4, 5]


def test_the_public_and_strangers_to_the_ledger_ask_for_nothing(log):
    with pytest.raises(NotAllowed):
        request_verification(actor=Actor.public())
    with pytest.raises(NotAllowed):
        run_verification(actor=Actor.public(), run_id=VerificationRun(pk=None).pk)
    with pytest.raises(NotFound):
        run_verification(actor=CHECKER, run_id=VerificationRun().pk)
    with pytest.raises(NotFound):
        queries.get_run(Actor.public(), VerificationRun().pk)


def test_people_see_what_their_own_agency_did_and_auditors_everything(officer):
    stranger = actor_in(AgencyFactory(region=RegionFactory(code="140200")), Role.AUDITOR)
    with transaction.atomic():
        own = record(officer, "sample.checked", Schedule(name="样本"), number=1)
        other = record(stranger, "sample.checked", Schedule(name="样本"), number=2)
    assert list(policies.visible_entries(officer)) == [own]
    assert set(policies.visible_entries(stranger)) == {own, other}
    assert not policies.visible_entries(Actor.public()).exists()
    for actor in (officer, stranger, Actor.public()):
        for entry in (own, other):
            seen = policies.visible_entries(actor).filter(pk=entry.pk).exists()
            assert policies.may_see_entry_of(actor, entry.agency_id) is seen
    with pytest.raises(NotFound):
        queries.get_entry(officer, other.pk)


def test_entries_are_found_by_action_subject_and_day(officer):
    with time_machine.travel("2026-09-01 23:59:59 +0800", tick=False), transaction.atomic():
        first = record(officer, "sample.checked", Schedule(name="甲"), number=1)
    with time_machine.travel("2026-09-02 00:00:00 +0800", tick=False), transaction.atomic():
        second = record(officer, "sample.checked", Schedule(name="乙"), number=2)
    day = first.at.astimezone(timezone.get_current_timezone()).date()
    find = lambda **wanted: set(queries.list_entries(officer, queries.EntryFilter(**wanted)))  # noqa: E731
    assert find(until=day) == {first}
    assert find(since=day + timedelta(days=1)) == {second}
    assert find(subject_kind="kernel.schedule", subject_id="乙") == {second}
    assert find(action="user.created") == set()
