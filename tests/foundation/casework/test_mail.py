"""Whoever confirmed an address has news by mail: once, without what a matter says, and never in the way of an act."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.foundation.casework.letterbox import Letterbox
from tests.foundation.org.factories import AgencyFactory, PostFactory, actor_in
from tongjian.config import environment
from tongjian.foundation.casework import queries
from tongjian.foundation.casework.choices import MailRhythm, NotificationKind
from tongjian.foundation.casework.models import MailPreference, Notification
from tongjian.foundation.casework.operations import (
    announce,
    choose_mail,
    confirm_mail,
    end_todos,
    mail_news,
    mark_read,
    open_todo,
    send_test_mail,
    tell_people,
)
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.org.queries import actor_for

pytestmark = pytest.mark.django_db
POSTMAN, CLERK = Actor.system("测试", "casework.tell"), Actor.system("测试", "casework.run_clocks")
ADDRESS = "zhang@danwei.example"


@pytest.fixture
def box(settings):
    running = Letterbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL, settings.SITE_URL = "tongjian@danwei.example", "https://jianguan.example"
    yield running
    running.close()


@pytest.fixture
def agency(reference):
    return AgencyFactory(name="太原市市场监督管理局")


@pytest.fixture
def person(agency):
    return actor_for(PostFactory(agency=agency).user, post_id=None, via="web")


def link_in(letter):
    text = letter.get_content()
    return text[text.index("/mail/confirm/") + len("/mail/confirm/") :].split("/")[0].strip()


@pytest.fixture
def confirmed(person, box):
    choose_mail(actor=person, address=ADDRESS, rhythm=MailRhythm.AT_ONCE)
    confirm_mail(actor=person, token=link_in(box.letters.pop()))
    return person


def news(agency, title="审批联合检查", matter=None):
    announce(
        actor=CLERK,
        kind=NotificationKind.TODO,
        matter=matter or agency,
        title=title,
        agency_id=agency.pk,
        url="/todo/",
    )
    tell_people(actor=POSTMAN)


def post():
    return mail_news(actor=POSTMAN)


def test_news_come_by_mail_once_with_title_and_link(confirmed, agency, box):
    news(agency, "审批联合检查")
    news(agency, "复核规则变更")

    assert post() == {"sent": 1, "failed": 0}

    [letter] = box.letters
    text = letter.get_content()
    assert (letter["To"], "2 项" in letter["Subject"]) == (ADDRESS, True)
    assert "审批联合检查" in text and "复核规则变更" in text and "https://jianguan.example/todo/" in text
    assert letter["Auto-Submitted"] == "auto-generated"
    assert post() == {"sent": 0, "failed": 0}


def test_nothing_goes_to_an_address_nobody_confirmed(person, agency, box):
    choose_mail(actor=person, address=ADDRESS, rhythm=MailRhythm.AT_ONCE)
    box.letters.clear()
    news(agency)
    assert post() == {"sent": 0, "failed": 0} and box.letters == []


def test_only_the_person_confirms_and_only_the_present_address(person, agency, box):
    choose_mail(actor=person, address=ADDRESS, rhythm=MailRhythm.AT_ONCE)
    token = link_in(box.letters[0])
    with pytest.raises(NotFound):
        confirm_mail(actor=actor_in(agency), token=token)
    with pytest.raises(NotFound):
        confirm_mail(actor=person, token=token + "x")
    with time_machine.travel(timezone.now() + timedelta(days=4)), pytest.raises(NotFound):
        confirm_mail(actor=person, token=token)
    choose_mail(actor=person, address="other@danwei.example", rhythm=MailRhythm.AT_ONCE)
    with pytest.raises(NotFound):
        confirm_mail(actor=person, token=token)


def test_what_was_read_or_done_is_no_news(confirmed, agency, box):
    news(agency)
    mark_read(actor=confirmed)
    open_todo(actor=CLERK, matter=agency, step="a", title="批准", agency_id=agency.pk, url="/", capability="")
    tell_people(actor=POSTMAN)
    end_todos(actor=CLERK, matter=agency, step="a")
    assert post() == {"sent": 0, "failed": 0}


def test_once_a_day_means_in_the_morning(person, agency, box):
    choose_mail(actor=person, address=ADDRESS, rhythm=MailRhythm.DAILY)
    confirm_mail(actor=person, token=link_in(box.letters.pop()))
    news(agency)
    assert post()["sent"] == 1
    news(agency)
    assert post()["sent"] == 0
    tomorrow = timezone.localtime().replace(hour=8, minute=1) + timedelta(days=1)
    with time_machine.travel(tomorrow):
        assert post()["sent"] == 1


def test_whoever_wants_none_has_none(confirmed, agency, box):
    choose_mail(actor=confirmed, address=ADDRESS, rhythm=MailRhythm.NEVER)
    news(agency)
    assert post() == {"sent": 0, "failed": 0}


def test_a_letter_that_fails_comes_later_and_the_person_reads_why(confirmed, agency, box):
    box.is_closed = True
    news(agency)
    assert post() == {"sent": 0, "failed": 1}
    assert post() == {"sent": 0, "failed": 0}, "not before its time"
    assert queries.failing_mail() == 1
    assert "发件人" in MailPreference.objects.get().error
    box.is_closed = False
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        assert post() == {"sent": 1, "failed": 0}
    assert queries.failing_mail() == 0
    assert Notification.objects.filter(mailed_at=None).count() == 0


def test_after_many_failures_nothing_is_tried_until_the_address_is_set_anew(confirmed, agency, box):
    news(agency)
    MailPreference.objects.update(failures=queries.GIVEN_UP)
    assert post() == {"sent": 0, "failed": 0}
    choose_mail(actor=confirmed, address=ADDRESS, rhythm=MailRhythm.AT_ONCE)
    assert post()["sent"] == 1


def test_many_news_are_one_short_letter(confirmed, agency, box):
    for number in range(33):
        announce(
            actor=CLERK, kind=NotificationKind.TODO, matter=agency, title=f"事项{number}", agency_id=agency.pk
        )  # fmt: skip
    tell_people(actor=POSTMAN)
    assert post()["sent"] == 1
    assert "30 多" in box.letters[0]["Subject"] and "还有更多" in box.letters[0].get_content()
    assert post()["sent"] == 0


@pytest.mark.parametrize("address", ["", "zhang", "a@b", "a b@c.example", "a@b.example,c@d.example"])
def test_what_is_no_address_is_refused(person, box, address):
    with pytest.raises(RuleViolated, match="邮箱地址"):
        choose_mail(actor=person, address=address, rhythm=MailRhythm.AT_ONCE)


def test_a_refused_address_changes_nothing(person, box):
    box.refused.add("danwei.example")
    with pytest.raises(RuleViolated, match="收件人"):
        choose_mail(actor=person, address=ADDRESS, rhythm=MailRhythm.AT_ONCE)
    assert not MailPreference.objects.exists()


def test_no_transaction_is_open_while_a_letter_is_on_its_way(person, box, monkeypatch):
    open_ones = []
    module = import_module("tongjian.foundation.casework.operations.choose_mail")
    monkeypatch.setattr(module, "send", lambda *given: open_ones.append(len(connection.savepoint_ids)))
    choose_mail(actor=person, address=ADDRESS, rhythm=MailRhythm.AT_ONCE)
    assert open_ones == [0]


def test_nobody_chooses_for_others_and_only_the_job_posts(person):
    with pytest.raises(NotAllowed):
        choose_mail(actor=Actor.public(), address=ADDRESS, rhythm=MailRhythm.AT_ONCE)
    with pytest.raises(NotAllowed):
        mail_news(actor=person)
    with pytest.raises(NotAllowed):
        send_test_mail(actor=person, address=ADDRESS)


def test_the_address_is_encrypted_at_rest(confirmed):
    with connection.cursor() as cursor:
        cursor.execute("select address from casework_mailpreference")
        assert "danwei" not in cursor.fetchone()[0]


@pytest.mark.engine("sqlite")
def test_trouble_is_said_in_words(box, settings):
    send_test_mail(actor=POSTMAN, address=ADDRESS)
    assert box.letters
    box.close()
    with pytest.raises(RuleViolated, match="拒绝连接"):
        send_test_mail(actor=POSTMAN, address=ADDRESS)
    settings.EMAIL_HOST = "no-such-host.invalid"
    with pytest.raises(RuleViolated, match="找不到"):
        send_test_mail(actor=POSTMAN, address=ADDRESS)
    settings.EMAIL_HOST = ""
    with pytest.raises(RuleViolated, match="TONGJIAN_MAIL"):
        send_test_mail(actor=POSTMAN, address=ADDRESS)


@pytest.mark.engine("sqlite")
def test_by_page_one_sets_it_and_the_link_confirms_it(client, agency, box):
    user = PostFactory(agency=agency).user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("casework:mail")
    assert "现在不发邮件" in client.get(page).content.decode()
    assert client.post(page, {"address": "nonsense", "rhythm": "at_once"}).status_code == 422
    assert client.post(page, {"address": ADDRESS, "rhythm": "at_once"}).status_code == 302
    assert "还没有确认" in client.get(page).content.decode()
    client.get(reverse("casework:confirm-mail", args=[link_in(box.letters[0])]))
    assert "随时发到这个邮箱" in client.get(page).content.decode()
    assert page in client.get(reverse("org:account")).content.decode()


@pytest.mark.engine("sqlite")
def test_the_address_of_the_site_is_read_strictly(monkeypatch):
    monkeypatch.setenv("TONGJIAN_URL", "jianguan.example")
    with pytest.raises(Exception, match="https://"):
        environment.address("TONGJIAN_URL")
    monkeypatch.setenv("TONGJIAN_URL", "https://jianguan.example/")
    assert environment.address("TONGJIAN_URL") == "https://jianguan.example"
