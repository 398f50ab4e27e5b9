"""What an agency is told goes to its own system too: in order, signed, at least once, and nowhere else."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from ipaddress import ip_network

import pytest
import time_machine
from cloudevents.core.bindings import http as cloudevents
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from tests.foundation.casework.receiver import Receiver
from tests.foundation.org.factories import AgencyFactory, actor_in
from tongjian.config import environment
from tongjian.doors.cli.certificates import server_certificate
from tongjian.foundation.casework import queries
from tongjian.foundation.casework.choices import NotificationKind, WebhookState
from tongjian.foundation.casework.models import Webhook, WebhookDelivery
from tongjian.foundation.casework.operations import (
    announce,
    call_webhooks,
    create_webhook,
    end_webhook,
    pause_webhook,
    resend_webhook,
    resume_webhook,
    tell_people,
    try_webhook,
)
from tongjian.foundation.casework.operations._webhook import check_address, where
from tongjian.foundation.casework.operations.call_webhooks import LAST_ATTEMPT
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry

pytestmark = pytest.mark.django_db
HOST = Actor.system("测试", "org.manage_agencies", "org.view")
CLERK, POSTMAN = Actor.system("测试", "casework.run_clocks"), Actor.system("测试", "casework.tell")


@pytest.fixture(autouse=True)
def open_networks(settings):
    settings.WEBHOOK_NETWORKS, settings.WEBHOOK_PLAIN = [ip_network("127.0.0.0/8")], True
    settings.SITE_URL = "https://jianguan.example"


@pytest.fixture
def receiver():
    running = Receiver()
    yield running
    running.close()


@pytest.fixture
def agency(reference):
    return AgencyFactory(name="太原市市场监督管理局")


@pytest.fixture
def webhook(agency, receiver):
    made, _ = create_webhook(
        actor=HOST, agency_id=agency.pk, name="办公系统待办", url=f"http://localhost:{receiver.port}/in?from=tj"
    )
    return made


def news(agency, *titles):
    for title in titles:
        announce(
            actor=CLERK, kind=NotificationKind.TODO, matter=agency, title=title, agency_id=agency.pk, url="/todo/"
        )
    tell_people(actor=POSTMAN)


def push():
    return call_webhooks(actor=POSTMAN)


def titles(receiver):
    return [json.loads(body)["data"]["title"] for _, body in receiver.requests]


def later(**span):
    return time_machine.travel(timezone.now() + timedelta(**span))


def test_news_arrive_once_in_order_as_cloud_events(webhook, agency, receiver):
    news(agency, "审批联合检查", "复核规则变更", "续办执法证")

    assert push() == {"delivered": 3, "failed": 0}
    assert push() == {"delivered": 0, "failed": 0}

    assert titles(receiver) == ["审批联合检查", "复核规则变更", "续办执法证"]
    headers, body = receiver.requests[0]
    event = cloudevents.from_http_event(
        cloudevents.HTTPMessage(headers={"content-type": headers["Content-Type"]}, body=body)
    )
    assert event.get_type() == "cn.tongjian.notification.todo" and event.get_source() == "https://jianguan.example"
    assert event.get_subject() == f"org.agency/{agency.pk}"
    assert event.get_data()["url"] == "https://jianguan.example/todo/"
    assert event.get_data()["agency"] == {"code": agency.code, "name": agency.name}


def test_the_receiver_can_tell_that_it_came_from_here_and_unchanged(agency, receiver):
    _, secret = create_webhook(actor=HOST, agency_id=agency.pk, name="待办", url=f"http://127.0.0.1:{receiver.port}/")
    news(agency, "审批联合检查")
    push()

    headers, body = receiver.requests[0]
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), said, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(wanted).decode()}"
    assert json.loads(body)["id"] == headers["webhook-id"]
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60


def test_it_travels_over_tls_to_the_name_whose_certificate_is_good(agency, settings, monkeypatch, tmp_path):
    settings.WEBHOOK_PLAIN = False
    running = Receiver(server_certificate(tmp_path, "localhost"))
    address = f"https://localhost:{running.port}/"
    made, _ = create_webhook(actor=HOST, agency_id=agency.pk, name="待办", url=address)
    try:
        with pytest.raises(RuleViolated, match="证书"):
            try_webhook(actor=HOST, webhook_id=made.pk)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.crt"))
        assert try_webhook(actor=HOST, webhook_id=made.pk) == 204
        assert running.requests[0][0]["Host"] == f"localhost:{running.port}"
    finally:
        running.close()


def test_what_fails_comes_again_later_under_the_same_number_and_nothing_overtakes_it(webhook, agency, receiver):
    receiver.status = 503
    news(agency, "甲", "乙")
    assert push() == {"delivered": 0, "failed": 1}
    assert push() == {"delivered": 0, "failed": 0}
    assert queries.failing_webhooks() == 1

    receiver.status = 200
    with later(minutes=2):
        assert push() == {"delivered": 2, "failed": 0}

    assert titles(receiver) == ["甲", "甲", "乙"]
    first, again = (headers["webhook-id"] for headers, _ in receiver.requests[:2])
    assert first == again and queries.failing_webhooks() == 0


def test_a_message_that_never_arrives_is_given_up_and_can_be_sent_again(webhook, agency, receiver):
    receiver.status = 500
    news(agency, "甲")
    for hours in range(LAST_ATTEMPT):
        with later(hours=2 * hours):
            push()
    [delivery] = WebhookDelivery.objects.all()
    assert (delivery.state, delivery.attempts, delivery.answer) == (WebhookState.GIVEN_UP, LAST_ATTEMPT, 500)

    receiver.status = 200
    resend_webhook(actor=HOST, webhook_id=webhook.pk)
    push()
    figures = queries.webhook_figures(webhook)
    assert (figures.waiting, figures.delivered, figures.given_up) == (0, 1, 0)


def test_a_system_that_is_gone_is_paused(webhook, agency, receiver):
    receiver.status = 410
    news(agency, "甲")
    push()
    webhook.refresh_from_db()
    assert webhook.paused_at is not None
    assert Entry.objects.filter(action="webhook.paused", subject_id=str(webhook.pk)).exists()


def test_one_that_fails_does_not_hold_up_another(webhook, agency, receiver):
    closed = Receiver()
    create_webhook(actor=HOST, agency_id=agency.pk, name="停机的", url=f"http://127.0.0.1:{closed.port}/")
    closed.close()
    news(agency, "甲")
    assert push() == {"delivered": 1, "failed": 1}


def test_what_comes_during_a_pause_waits(webhook, agency, receiver):
    pause_webhook(actor=HOST, webhook_id=webhook.pk)
    news(agency, "甲")
    assert push() == {"delivered": 0, "failed": 0}
    resume_webhook(actor=HOST, webhook_id=webhook.pk)
    assert push() == {"delivered": 1, "failed": 0}


def test_an_ended_one_sends_nothing_and_forgets_its_secret(webhook, agency, receiver):
    news(agency, "甲")
    end_webhook(actor=HOST, webhook_id=webhook.pk)
    news(agency, "乙")
    assert push() == {"delivered": 0, "failed": 0} and receiver.requests == []
    assert Webhook.objects.get().secret == ""
    with pytest.raises(IllegalTransition):
        resume_webhook(actor=HOST, webhook_id=webhook.pk)


def test_news_of_another_agency_go_elsewhere(webhook, receiver):
    news(AgencyFactory(region__code="140200", name="大同市市场监督管理局"), "别的机关的")
    assert push() == {"delivered": 0, "failed": 0}


def test_a_redirect_is_not_followed(webhook, agency, receiver):
    trap = Receiver()
    receiver.status, receiver.redirect = 307, f"http://127.0.0.1:{trap.port}/"
    with pytest.raises(RuleViolated, match="307"):
        try_webhook(actor=HOST, webhook_id=webhook.pk)
    assert trap.requests == []
    trap.close()


@pytest.mark.parametrize(
    "number", ["169.254.169.254", "10.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "0.0.0.0", "2130706434"]
)
def test_nothing_outside_the_networks_is_reached(number, settings):
    settings.WEBHOOK_NETWORKS = [ip_network("10.9.0.0/16")]
    with pytest.raises(RuleViolated) as refused:
        where(check_address(f"http://{number}:8000/"))
    assert refused.value.code == "webhook_network"


def test_one_number_outside_is_enough_to_refuse(monkeypatch):
    numbers = [(0, 0, 0, "", ("127.0.0.1", 80)), (0, 0, 0, "", ("10.0.0.1", 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_more: numbers)
    with pytest.raises(RuleViolated, match=r"10\.0\.0\.1"):
        where(check_address("http://oa.example/"))


@pytest.mark.parametrize(
    "address",
    [
        "ftp://oa.example/",
        "oa.example/in",
        "https://",
        "https://a:b@oa.example/",
        "https://oa.example:99999/",
        "https://oa.example/#a",
    ],
)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(RuleViolated, match="接收地址"):
        check_address(address)


def test_without_tls_only_where_the_operator_says_so(settings):
    settings.WEBHOOK_PLAIN = False
    with pytest.raises(RuleViolated, match="https"):
        check_address("http://oa.example/")


def test_nothing_is_sent_while_no_network_is_open(agency, settings):
    settings.WEBHOOK_NETWORKS = []
    with pytest.raises(RuleViolated, match="TONGJIAN_WEBHOOK_NETWORKS"):
        create_webhook(actor=HOST, agency_id=agency.pk, name="待办", url="https://oa.example/")


def test_only_who_manages_agencies_sees_and_opens_them(webhook, agency):
    official = actor_in(agency)
    with pytest.raises(NotFound):
        queries.get_webhook(official, webhook.pk)
    with pytest.raises(NotFound):
        pause_webhook(actor=official, webhook_id=webhook.pk)
    with pytest.raises((NotAllowed, NotFound)):
        create_webhook(actor=official, agency_id=agency.pk, name="待办", url=webhook.url)
    with pytest.raises(NotAllowed):
        call_webhooks(actor=official)


def test_a_name_says_what_it_is_for(agency, receiver):
    with pytest.raises(RuleViolated, match="用途"):
        create_webhook(actor=HOST, agency_id=agency.pk, name=" ", url=f"http://127.0.0.1:{receiver.port}/")


def test_networks_that_make_no_sense_stop_the_start(monkeypatch):
    monkeypatch.setenv("TONGJIAN_WEBHOOK_NETWORKS", "10.20.0.0/16, 10.21.3.8/99")
    with pytest.raises(ImproperlyConfigured, match="TONGJIAN_WEBHOOK_NETWORKS"):
        environment.networks("TONGJIAN_WEBHOOK_NETWORKS")
    monkeypatch.setenv("TONGJIAN_WEBHOOK_NETWORKS", "10.20.0.0/16,2001:db8::/32")
    assert len(environment.networks("TONGJIAN_WEBHOOK_NETWORKS")) == 2
