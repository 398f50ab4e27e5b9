"""What is no record goes when its time is over; the ledger and business records never do."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, UserFactory
from tongjian.config.retention import RETENTION
from tongjian.doors.cli import tasks
from tongjian.foundation.casework.models import Announcement, Notification
from tongjian.foundation.exchange.choices import BatchState, Dataset
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.kernel.operations import discard_expired
from tongjian.foundation.org.models import OneTimeLink, SignIn

pytestmark = pytest.mark.django_db
MAY_GO = {
    "django_session", "axes_accessattempt", "org_onetimelink", "exchange_stagedrow", "exchange_finding",
    "casework_announcement", "org_signin",
}  # fmt: skip


@pytest.fixture
def old_and_new():
    now = timezone.now()
    for days in (0, 400):
        at = now - timedelta(days=days)
        Session.objects.create(session_key=f"s{days}", expire_date=at + timedelta(hours=1))
        OneTimeLink.objects.create(user=UserFactory(), token_sha256=f"{days}", expires_at=at)
        SignIn.objects.create(user=UserFactory(), signed_in_at=at, seen_at=at)
        agency, news = AgencyFactory(), {"kind": "todo", "title": "审批", "matter_kind": "x", "matter_id": "1"}
        told = Announcement.objects.create(**news, agency=agency, at=at, told_at=at)
        Notification.objects.create(announcement=told, user=UserFactory(), agency=agency, at=at)
        for state in (BatchState.APPLIED, BatchState.UNDONE):
            facts = {"dataset": Dataset.ENTITIES, "file_name": "x.csv", "raw": "x.csv", "size": 1}
            batch = Batch.objects.create(**facts, sha256=f"{days}{state}", state=state, created_at=at)
            StagedRow.objects.create(batch=batch, row=1, payload={})


def counts():
    return (Session.objects.count(), OneTimeLink.objects.count(), StagedRow.objects.count(), Batch.objects.count())


def test_only_what_is_over_goes_and_only_when_asked(old_and_new, tongjian):
    shown = tongjian("retention", "--json")[1]
    assert (shown["applied"], counts()) == (False, (2, 2, 4, 4))

    done = tongjian("retention", "--apply", "--json")[1]

    assert {name: one["rows"] for name, one in shown["retention"].items()} == {
        "sessions": 1, "sign_in_attempts": 0, "links": 1, "sign_ins": 1, "announcements": 1, "staged_rows": 1,
        "findings": 0,
    }  # fmt: skip
    assert done["retention"] == shown["retention"]
    assert Notification.objects.count() == 1
    assert counts() == (1, 1, 3, 4), "rows of a batch that went in stay, and so does every batch"


def test_the_worker_does_it_by_itself(old_and_new):
    assert tasks.discard.call()["sessions"] == 1


def test_no_record_is_in_the_table():
    assert {one.rows(timezone.now()).model._meta.db_table for one in RETENTION} <= MAY_GO


def test_whoever_may_not_discard_does_not():
    with pytest.raises(NotAllowed):
        discard_expired(actor=Actor.host(), now=timezone.now(), dry_run=True)
