"""Events: at least once, in order per subject, again after a failure, given up in the end."""

from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier, Thread
from typing import ClassVar

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from tongjian.config.subscribers import SUBSCRIBERS
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.kernel.models import Schedule
from tongjian.foundation.ledger.actions import declare
from tongjian.foundation.ledger.choices import DeliveryState
from tongjian.foundation.ledger.models import Delivery, Entry
from tongjian.foundation.ledger.operations import deliver_events
from tongjian.foundation.ledger.operations.deliver_events import LAST_ATTEMPT
from tongjian.foundation.ledger.trail import publish, record

WORKER = Actor.system("测试投递", "ledger.deliver")
declare("sample.happened", "发生")


@dataclass(frozen=True)
class Happened:
    name: ClassVar[str] = "sample.happened"

    number: int


heard: list[int] = []
failing: set[int] = set()


def hear(event):
    if event["number"] in failing:
        raise RuntimeError("对方系统没有应答")
    heard.append(event["number"])


def hear_too(event):
    heard.append(-event["number"])


def hear_and_write(event):
    Schedule.objects.create(name=f"heard {event['number']}", next_run_at=timezone.now())
    hear(event)


@pytest.fixture(autouse=True)
def subscribed(monkeypatch):
    heard.clear()
    failing.clear()
    monkeypatch.setitem(SUBSCRIBERS, "sample.happened", [hear])


def happen(number, subject="甲"):
    with transaction.atomic():
        entry = record(WORKER, "sample.happened", Schedule(name=subject))
        publish(entry, Happened(number))


def deliver():
    return deliver_events(actor=WORKER)


def later(seconds):
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=False)


@pytest.mark.django_db
class TestDelivery:
    def test_what_happened_is_told_once_and_in_order(self):
        for number in (1, 2, 3):
            happen(number)
        assert deliver() == {"delivered": 3, "failed": 0}
        assert heard == [1, 2, 3]
        assert deliver() == {"delivered": 0, "failed": 0}

    def test_every_subscriber_hears(self, monkeypatch):
        monkeypatch.setitem(SUBSCRIBERS, "sample.happened", [hear, hear_too])
        happen(1)
        deliver()
        assert sorted(heard) == [-1, 1]

    def test_nobody_hears_what_was_undone(self):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            happen(1)
            raise ZeroDivisionError
        deliver()
        assert heard == []
        assert not Entry.objects.exists()

    def test_a_later_event_of_the_same_subject_waits_and_another_subject_does_not(self):
        failing.add(1)
        happen(1, "甲")
        happen(2, "甲")
        happen(3, "乙")
        assert deliver() == {"delivered": 1, "failed": 1}
        assert heard == [3]

        failing.clear()
        with later(5):
            assert deliver() == {"delivered": 2, "failed": 0}
        assert heard == [3, 1, 2]

    def test_a_failed_one_comes_again_after_a_while_that_doubles(self):
        failing.add(1)
        happen(1)
        deliver()
        assert deliver() == {"delivered": 0, "failed": 0}
        waits = []
        for _ in range(3):
            delivery = Delivery.objects.get()
            waits.append(delivery.next_attempt_at)
            with time_machine.travel(delivery.next_attempt_at, tick=False):
                deliver()
        assert [round((after - before).total_seconds()) for before, after in zip(waits, waits[1:], strict=False)] == [
            4,
            8,
        ]
        assert "对方系统没有应答" in Delivery.objects.get().error

    def test_after_the_last_attempt_it_is_dead_and_blocks_its_subject_no_more(self):
        failing.add(1)
        happen(1)
        happen(2)
        for _ in range(LAST_ATTEMPT):
            with time_machine.travel(Delivery.objects.order_by("id").first().next_attempt_at, tick=False):
                deliver()
        dead = Delivery.objects.order_by("id").first()
        assert (dead.state, dead.attempts) == (DeliveryState.DEAD, LAST_ATTEMPT)
        with later(7200):
            deliver()
        assert heard == [2]

    def test_what_a_failed_handler_wrote_is_undone_with_it(self, monkeypatch):
        monkeypatch.setitem(SUBSCRIBERS, "sample.happened", [hear_and_write])
        failing.add(1)
        happen(1)
        deliver()
        assert not Schedule.objects.filter(name="heard 1").exists()

    def test_a_subscriber_that_is_gone_fails_and_is_not_lost(self, monkeypatch):
        happen(1)
        monkeypatch.setitem(SUBSCRIBERS, "sample.happened", [])
        assert deliver() == {"delivered": 0, "failed": 1}
        assert Delivery.objects.get().state == DeliveryState.PENDING

    def test_delivering_needs_the_capability(self):
        with pytest.raises(NotAllowed):
            deliver_events(actor=Actor.public())


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_a_mistake():
    with pytest.raises(RuntimeError):
        record(WORKER, "sample.happened", Schedule(name="x"))


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_everything_once_and_in_order():
    for number in range(1, 21):
        happen(number, "甲" if number % 2 else "乙")
    barrier = Barrier(2)

    def work():
        barrier.wait()
        try:
            deliver()
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with later(4000):
        deliver()  # whatever a worker found locked waits for the next round

    assert sorted(heard) == list(range(1, 21))
    for parity in (0, 1):
        own = [number for number in heard if number % 2 == parity]
        assert own == sorted(own)
