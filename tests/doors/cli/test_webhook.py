"""`tongjian webhook`, and what `doctor` says of messages that do not arrive."""

from ipaddress import ip_network

import pytest

from tests.foundation.casework.receiver import Receiver
from tests.foundation.org.factories import AgencyFactory
from tongjian.doors.cli.examination import host
from tongjian.doors.cli.examination.finding import GOOD, WARNING
from tongjian.foundation.casework.models import Webhook
from tongjian.foundation.casework.operations import create_webhook
from tongjian.foundation.kernel.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.engine("sqlite")]


@pytest.fixture
def receiver(settings, reference):
    settings.WEBHOOK_NETWORKS, settings.WEBHOOK_PLAIN = [ip_network("127.0.0.0/8")], True
    running = Receiver()
    yield running
    running.close()


@pytest.fixture
def webhook(receiver):
    agency, address = AgencyFactory(), f"http://127.0.0.1:{receiver.port}/"
    made, _ = create_webhook(
        actor=Actor.host("org.manage_agencies"), agency_id=agency.pk, name="办公系统待办", url=address
    )
    return made


def test_they_are_listed_and_tried(tongjian, webhook, receiver):
    code, said, _ = tongjian("webhook", "list", "--json")
    [one] = said["webhooks"]
    assert (code, one["id"], one["name"], one["waiting"]) == (0, str(webhook.pk), "办公系统待办", 0)
    assert tongjian("webhook", "test", str(webhook.pk), "--json")[:2] == (0, {"delivered": True, "answer": 204})

    receiver.status = 503
    code, _, error = tongjian("webhook", "test", str(webhook.pk))
    assert code == 1 and "503" in error


def test_the_doctor_says_what_is_off_and_what_fails(settings, webhook):
    assert host.webhooks().level == GOOD and "127.0.0.0/8" in host.webhooks().sentence
    Webhook.objects.update(failures=3)
    assert (host.webhooks().level, "1 个系统" in host.webhooks().sentence) == (WARNING, True)
    settings.WEBHOOK_NETWORKS = []
    assert host.webhooks().level == GOOD and "TONGJIAN_WEBHOOK_NETWORKS" in host.webhooks().remedy
