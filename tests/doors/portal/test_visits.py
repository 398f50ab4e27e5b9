"""What anybody may see of visits without signing in."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.supervision.inspections import factories as make
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections import queries
from tongjian.supervision.inspections.choices import Outcome
from tongjian.supervision.inspections.models import EntryWitness


@pytest.fixture
def citizen():
    return Client()


def check(citizen, code):
    return citizen.get(reverse("portal:check-code"), {"code": code})


def test_the_form_asks_for_a_code(citizen, reference):
    page = citizen.get(reverse("portal:check-code"))
    assert page.status_code == 200
    assert "五个严禁" in page.content.decode()


def test_a_genuine_code_says_who_why_what_and_which_rights(citizen, story):
    story.coded()
    page = check(citizen, story.code.code.lower()).content.decode()
    officer = story.lead.officers.first().officer
    item = story.lead.items.first().item_version.item
    for words in (story.visit.entity.name, officer.name, officer.certificate_number, item.name, "随机抽查", "回避"):
        assert words in page


def test_a_code_is_found_however_it_is_written(citizen, story):
    code = story.coded().code.code
    for written in (f"{code[:4]}-{code[4:8]}-{code[8:]}", f" {code[:4]} {code[4:]} ", code.lower()):
        assert check(citizen, written).status_code == 200


def test_an_unknown_code_says_that_one_may_refuse_and_where_to_report(citizen, reference):
    answer = check(citizen, "NOSUCHCODE22")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "您有权拒绝检查" in page
    assert "12345" in page


def test_a_revoked_or_expired_code_says_so(citizen, story, today):
    story.coded()
    today.move_to(make.at(0, on=story.code.valid_until.date().replace(day=17)))
    assert "已经过期" in check(citizen, story.code.code).content.decode()
    act.revoke_code(actor=story.handler, visit_id=story.visit.pk, reason="信息有误")
    assert "已经作废" in check(citizen, story.code.code).content.decode()


def confirm(citizen, code):
    return citizen.post(reverse("portal:confirm-arrival"), {"code": code})


def test_the_enterprise_confirms_once_on_the_day_and_nothing_but_the_time_is_kept(citizen, story, today):
    code = story.coded().code.code
    assert confirm(citizen, code).status_code == 422  # not today
    assert "不是今天" in check(citizen, code).content.decode()
    today.move_to(make.at(10))
    assert "确认到场" in check(citizen, code).content.decode()
    assert confirm(citizen, code).status_code == 302
    today.move_to(make.at(10, 5))
    assert confirm(citizen, code).status_code == 302
    witness = EntryWitness.objects.get()
    assert (witness.visit, witness.at) == (story.visit, make.at(10))
    assert {field.name for field in EntryWitness._meta.fields} == {"id", "visit", "code", "at"}
    assert "已于 2026-09-10 10:00 确认到场" in check(citizen, code).content.decode()


def test_nobody_confirms_with_a_code_that_is_unknown_revoked_or_over(citizen, story, today):
    code = story.coded().code.code
    today.move_to(make.at(10))
    assert confirm(citizen, "NOSUCHCODE22").status_code == 404
    act.revoke_code(actor=story.handler, visit_id=story.visit.pk, reason="信息有误")
    assert "作废" in confirm(citizen, code).content.decode()
    assert not EntryWitness.objects.exists()


def test_an_entry_that_does_not_match_is_reported_with_what_the_code_says_filled_in(citizen, story):
    code = story.coded().code.code
    link = f"{reverse('portal:report-entry')}?code={queries.shown_code(code)}"
    assert link in check(citizen, code).content.decode()
    assert story.visit.entity.name in citizen.get(link).content.decode()


def test_only_published_results_are_public(citizen, story):
    story.reviewed()
    assert story.visit.entity.name not in citizen.get(reverse("portal:results")).content.decode()
    assert citizen.get(reverse("portal:result", args=[story.lead.pk])).status_code == 404
    act.publish_results(actor=story.of(story.lead).head, team_id=story.lead.pk)
    page = citizen.get(reverse("portal:results")).content.decode()
    assert story.visit.entity.name in page
    assert story.other.agency.name not in page
    detail = citizen.get(reverse("portal:result", args=[story.lead.pk])).content.decode()
    assert "合格" in detail
    assert "尚未公示" in detail  # the other department


def test_a_published_result_shows_no_risk_class_no_phone_and_no_place(citizen, story):
    story.left()
    story.submit(story.lead, Outcome.FAIL, "进货台账缺失 3 天")
    act.review_results(actor=story.of(story.lead).reviewer, team_id=story.lead.pk)
    act.publish_results(actor=story.of(story.lead).head, team_id=story.lead.pk)
    pages = [
        citizen.get(reverse("portal:results")).content.decode(),
        citizen.get(reverse("portal:result", args=[story.lead.pk])).content.decode(),
    ]
    assert "进货台账缺失 3 天" in pages[1]
    for page in pages:
        assert not re.search("风险|信用等级|举报人|手机|纬度", page)


def test_results_are_found_by_name_code_and_region(citizen, story, another_story):
    story.published()
    other = another_story()
    results = reverse("portal:results")
    for query, found in [
        ({"text": story.visit.entity.name}, True),
        ({"text": story.visit.entity.uscc}, True),
        ({"text": other.visit.entity.name}, False),
        ({"region": "140100"}, True),
        ({"region": "140200"}, False),
        ({"published_from": "2026-09-11"}, False),
        ({"published_until": "2026-09-10"}, True),
    ]:
        make.RegionFactory(code="140200")
        page = citizen.get(results, query).content.decode()
        assert (f">{story.visit.entity.name}<" in page) is found, query


def test_a_person_is_masked_and_not_found_by_name(citizen, story):
    story.published()
    entity = story.visit.entity
    entity.kind, entity.name, entity.search_name, entity.uscc = "unlicensed", "李某某", "李某某", ""
    entity.save()
    page = citizen.get(reverse("portal:results")).content.decode()
    assert "李**" in page and "李某某" not in page
    assert "李**" not in citizen.get(reverse("portal:results"), {"text": "李某某"}).content.decode()


def test_the_cost_of_the_list_does_not_grow(citizen, story, another_story, today, django_assert_num_queries):
    story.published()
    citizen.get(reverse("portal:results"))
    with django_assert_num_queries(8):
        citizen.get(reverse("portal:results"))
    for _ in range(2):
        today.move_to(make.NOW)
        another_story().published()
    with django_assert_num_queries(8):
        citizen.get(reverse("portal:results"))


def test_practice_is_marked_as_practice(citizen, another_story):
    story = another_story(is_practice=True).published()
    assert "演练" in citizen.get(reverse("portal:result", args=[story.lead.pk])).content.decode()
