"""The office's pages about visits."""

from datetime import date

import pytest
from django.urls import reverse

from tests.doors.visits import signed_in
from tests.supervision.inspections import factories as make
from tongjian.foundation.rulebook.models import Parameter
from tongjian.supervision.inspections import operations as act
from tongjian.supervision.inspections.choices import TeamState, VisitState
from tongjian.supervision.inspections.models import VisitTeam


def url(name, *args):
    return reverse(f"inspections:{name}", args=args)


def test_the_list_shows_ones_own_visits_and_filters_them(story, another_story, stranger):
    second = another_story().approved()
    client = signed_in(story.handler)
    page = client.get(url("list")).content.decode()
    assert story.visit.number in page
    assert second.visit.number in page
    page = client.get(url("list"), {"state": "approved"}).content.decode()
    assert story.visit.number not in page
    page = client.get(url("list"), {"text": story.visit.entity.uscc}).content.decode()
    assert second.visit.number not in page
    assert story.visit.number not in signed_in(stranger["handler"]).get(url("list")).content.decode()


def test_the_list_leaves_as_excel(story):
    answer = signed_in(story.handler).get(url("list"), {"export": "xlsx"})
    assert answer.status_code == 200
    assert "spreadsheet" in answer["Content-Type"]
    answer.close()


def test_the_cost_of_the_list_does_not_grow_with_its_rows(story, another_story, django_assert_num_queries):
    client = signed_in(story.handler)
    client.get(url("list"))
    with django_assert_num_queries(8):
        client.get(url("list"))
    for _ in range(3):
        another_story()
    with django_assert_num_queries(8):
        client.get(url("list"))


def test_a_visit_one_may_not_see_does_not_exist(story, stranger):
    client = signed_in(stranger["handler"])
    for page in (url("detail", story.visit.pk), url("results", story.lead.pk), url("notice", story.visit.pk)):
        assert client.get(page).status_code == 404


def test_the_page_says_what_is_missing_before_the_code_with_the_clause(story):
    story.dated()
    page = signed_in(story.handler).get(url("detail", story.visit.pk)).content.decode()
    assert "赋码前还差什么" in page
    assert "V05" in page
    assert "国办发〔2024〕54号；司法部解答" in page
    assert "aria-disabled" in page  # the button is there and says why not


@pytest.mark.parametrize("step", ["dated", "approved", "coded", "entered", "left", "checked", "reviewed", "published"])
def test_the_page_stands_in_every_state_for_everybody(story, step):
    getattr(story, step)()
    for person in vars(story.of(story.lead)).values():
        assert signed_in(person).get(url("detail", story.visit.pk)).status_code == 200


def test_the_cost_of_a_visits_page_does_not_grow_with_items(
    story, django_assert_num_queries, django_assert_max_num_queries
):
    story.approved()
    client = signed_in(story.handler)
    client.get(url("detail", story.visit.pk))
    with django_assert_max_num_queries(58) as few:
        client.get(url("detail", story.visit.pk))
    for _ in range(8):
        story.lead.items.create(item_version=make.ItemVersionFactory(agency_kind=story.lead.agency.kind))
    with django_assert_num_queries(len(few)):
        client.get(url("detail", story.visit.pk))


def test_the_lead_sets_the_day_on_a_form_that_gives_the_rule_back(story):
    client = signed_in(story.handler)
    form = url("set-date", story.visit.pk)
    assert "工作日" in client.get(form).content.decode()
    refused = client.post(form, {"planned_on": "2026-09-03"})
    assert refused.status_code == 422
    assert "至少提前 3 个工作日" in refused.content.decode()
    assert client.post(form, {"planned_on": make.DAY.isoformat()}).status_code == 302
    story.visit.refresh_from_db()
    assert story.visit.planned_on == make.DAY


def test_from_request_to_code_by_clicking(story):
    story.dated()
    for team in story.teams:
        assert signed_in(story.of(team).handler).post(url("submit", team.pk)).status_code == 302
        assert signed_in(story.of(team).head).post(url("approve", team.pk)).status_code == 302
    assert signed_in(story.handler).post(url("issue-code", story.visit.pk)).status_code == 302
    page = signed_in(story.of(story.other).handler).get(url("detail", story.visit.pk)).content.decode()
    assert "<svg" in page
    assert "有效期至 2026-09-16 00:00" in page


def test_a_refused_code_is_a_page_with_its_clause(story):
    story.dated()
    answer = signed_in(story.handler).post(url("issue-code", story.visit.pk))
    assert answer.status_code == 422
    assert "未经负责人批准" in answer.content.decode()


def test_a_head_approves_several_at_once_and_each_is_reported(story, another_story):
    second = another_story()
    for one in (story, second):
        one.dated()
        act.submit_team(actor=one.handler, team_id=one.lead.pk)
    client = signed_in(story.of(story.lead).head)
    page = client.get(url("approvals")).content.decode()
    assert story.visit.number in page
    assert second.visit.number in page
    act.decline_team(actor=second.of(second.lead).head, team_id=second.lead.pk, note="不必入企")
    chosen = [str(story.lead.pk), str(second.lead.pk), "nonsense"]
    page = client.post(url("approvals"), {"team": chosen}, follow=True).content.decode()
    assert f"已批准：{story.visit.number}" in page
    assert "未批准：当前状态不能" in page
    assert set(VisitTeam.objects.filter(pk__in=[story.lead.pk, second.lead.pk]).values_list("state", flat=True)) == {
        TeamState.APPROVED,
        TeamState.PLANNED,
    }


def test_the_first_of_two_heads_is_told_that_one_is_missing_and_is_not_asked_again(story):
    Parameter.objects.filter(code="visit.approvals_per_agency").update(value="2")
    story.dated()
    act.submit_team(actor=story.handler, team_id=story.lead.pk)
    first = signed_in(story.of(story.lead).head)
    page = first.post(url("approve", story.lead.pk), follow=True).content.decode()
    assert "已批准。还需本部门另外 1 位负责人批准。" in page
    assert "还需 1 位负责人批准" in page
    assert story.visit.number not in first.get(url("approvals")).content.decode()
    second = signed_in(make.actor_in(story.lead.agency, "head"))
    assert story.visit.number in second.get(url("approvals")).content.decode()


def test_the_cost_of_the_approvals_does_not_grow(story, another_story, django_assert_num_queries):
    client = signed_in(story.of(story.lead).head)
    one = another_story().dated()
    act.submit_team(actor=one.handler, team_id=one.lead.pk)
    client.get(url("approvals"))
    with django_assert_num_queries(9):
        client.get(url("approvals"))
    for _ in range(3):
        more = another_story().dated()
        act.submit_team(actor=more.handler, team_id=more.lead.pk)
    with django_assert_num_queries(9):
        client.get(url("approvals"))


def test_an_officer_is_replaced_with_a_reason_that_stays_on_the_page(story):
    story.dated()
    free = make.qualified_officer(story.lead.agency, story.lead)
    busy = story.lead.officers.get(place=2).officer
    client = signed_in(story.handler)
    form = url("replace-officer", story.lead.pk, 1)
    page = client.get(form).content.decode()
    assert free.certificate_number in page
    assert busy.certificate_number not in page
    assert client.post(form, {"officer": str(free.pk), "reason": ""}).status_code == 422
    assert client.post(form, {"officer": str(free.pk), "reason": "原定人员住院"}).status_code == 302
    page = client.get(url("detail", story.visit.pk)).content.decode()
    assert "人工调整" in page
    assert "原定人员住院" in page
    assert "被替换" in page


@pytest.mark.parametrize(
    ("name", "step", "role", "state"),
    [("decline", "submitted", "head", None), ("revoke-code", "coded", "handler", VisitState.APPROVED),
     ("cancel", "dated", "handler", VisitState.CANCELLED), ("return-results", "checked", "reviewer", None)],
)  # fmt: skip
def test_a_step_back_asks_for_the_reason(story, name, step, role, state):
    if step == "submitted":
        story.dated()
        act.submit_team(actor=story.handler, team_id=story.lead.pk)
    else:
        getattr(story, step)()
    subject = story.visit if name in ("revoke-code", "cancel") else story.lead
    client = signed_in(getattr(story.of(story.lead), role))
    assert client.get(url(name, subject.pk)).status_code == 200
    assert client.post(url(name, subject.pk), {"reason": ""}).status_code == 422
    assert client.post(url(name, subject.pk), {"reason": "资料不全"}).status_code == 302
    assert state is None or story.state() == state


def test_the_reviewer_reads_reviews_and_the_head_publishes(story):
    story.checked()
    reviewer, head = (signed_in(getattr(story.of(story.lead), role)) for role in ("reviewer", "head"))
    page = reviewer.get(url("results", story.lead.pk)).content.decode()
    assert "审核通过" in page
    assert "应当在 2026-10-14 当日" in page
    assert reviewer.post(url("review", story.lead.pk)).status_code == 302
    assert head.post(url("publish", story.lead.pk)).status_code == 302
    story.lead.refresh_from_db()
    assert story.lead.state == TeamState.PUBLISHED


def test_the_notice_is_a_sheet_with_items_people_rights_and_the_code(story):
    client = signed_in(story.handler)
    assert client.get(url("notice", story.visit.pk)).status_code == 422
    page = client.get(url("notice", story.coded().visit.pk)).content.decode()
    officer = story.lead.officers.first().officer
    for words in ("行政检查通知书", officer.certificate_number, "2026年9月10日", "有权拒绝检查", "<svg"):
        assert words in page


def test_a_part_is_handed_over_on_the_page(story):
    receiver = make.AgencyFactory(kind=make.AgencyKindFactory(code="YJ"), name="尖草坪区应急管理局")
    giver, taker = signed_in(story.handler), signed_in(make.actor_in(receiver, "handler"))
    offer = {"agency": str(receiver.pk), "reason": "事项划转应急管理部门"}
    assert giver.post(url("offer", story.lead.pk), offer).status_code == 302
    assert "事项划转" in taker.get(url("detail", story.visit.pk)).content.decode()
    handover = story.lead.handovers.get()
    assert taker.get(url("return-offer", handover.pk)).status_code == 200
    back = {"return_code": "duty", "note": "不属于本部门职责"}
    assert taker.post(url("return-offer", handover.pk), {"return_code": "duty"}).status_code == 422
    assert taker.post(url("return-offer", handover.pk), back).url == url("list")
    assert giver.post(url("offer", story.lead.pk), offer).status_code == 302
    again = story.lead.handovers.get(state="offered")
    assert taker.post(url("accept-offer", again.pk)).status_code == 302
    story.lead.refresh_from_db()
    assert story.lead.agency == receiver


def test_long_names_do_not_break_a_page(story):
    entity = story.visit.entity
    entity.name = "山西省太原市尖草坪区晋味轩餐饮服务（集团）有限公司" * 3 + "Ltd. <b>&"
    entity.save()
    page = signed_in(story.handler).get(url("detail", story.visit.pk)).content.decode()
    assert "&lt;b&gt;" in page
    assert story.visit.window_from == date(2026, 9, 1)
