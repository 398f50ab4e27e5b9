"""Opening a push, trying it, and what a person reads when it fails."""

from ipaddress import ip_network

import pytest
from django.urls import reverse

from tests.foundation.casework.receiver import Receiver
from tests.foundation.org.factories import AgencyFactory
from tongjian.foundation.casework.models import Webhook
from tongjian.foundation.casework.operations import end_webhook
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.choices import Role

pytestmark = [pytest.mark.django_db, pytest.mark.engine("sqlite"), pytest.mark.usefixtures("reference")]


@pytest.fixture
def operator(session_of):
    return session_of(AgencyFactory(), Role.OPERATOR)


@pytest.fixture
def official(session_of):
    return session_of(AgencyFactory())


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_NETWORKS, settings.WEBHOOK_PLAIN = [ip_network("127.0.0.0/8")], True
    running = Receiver()
    yield running
    running.close()


def opened(operator, receiver):
    agency = AgencyFactory()
    address = f"http://127.0.0.1:{receiver.port}/"
    answer = operator.post(reverse("casework:new-webhook", args=[agency.pk]), {"name": "办公系统待办", "url": address})
    return answer.content.decode(), Webhook.objects.first()


def test_a_push_is_opened_its_secret_shown_once_and_tried(operator, receiver):
    shown, webhook = opened(operator, receiver)
    assert "whsec_" in shown and "办公系统待办" in shown
    page = operator.get(webhook.get_absolute_url()).content.decode()
    assert "whsec_" not in page and "还没有推送" in page

    said = operator.post(reverse("casework:try-webhook", args=[webhook.pk]), follow=True).content.decode()
    assert "对方系统回答 204" in said
    receiver.status = 500
    said = operator.post(reverse("casework:try-webhook", args=[webhook.pk]), follow=True).content.decode()
    assert "没有送达：对方系统回答 500" in said


def test_it_is_paused_resumed_and_ended_from_its_page(operator, receiver):
    _, webhook = opened(operator, receiver)
    for act, state in (("pause", "已暂停"), ("resume", "正常"), ("end", "已停用")):
        answer = operator.post(reverse(f"casework:{act}-webhook", args=[webhook.pk]), follow=True)
        assert state in answer.content.decode()
    listed = operator.get(reverse("casework:webhooks")).content.decode()
    assert "已停用" in listed and "办公系统待办" in listed


def test_an_address_outside_the_networks_is_refused_on_the_form(operator, receiver):
    form = reverse("casework:new-webhook", args=[AgencyFactory().pk])
    answer = operator.post(form, {"name": "待办", "url": "http://169.254.169.254/latest"})
    assert answer.status_code == 422 and "不在运维员开放的网段内" in answer.content.decode()
    assert not Webhook.objects.exists()


def test_whoever_does_not_manage_agencies_finds_nothing(operator, official, receiver):
    _, webhook = opened(operator, receiver)
    assert official.get(reverse("casework:webhooks")).status_code == 403
    assert official.get(webhook.get_absolute_url()).status_code == 404
    end_webhook(actor=Actor.system("测试", "org.manage_agencies"), webhook_id=webhook.pk)
