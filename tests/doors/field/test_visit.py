"""A visit on the phone, without a line of JavaScript."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.doors.visits import signed_in
from tests.supervision.inspections import factories as make
from tongjian.supervision.inspections import queries
from tongjian.supervision.inspections.choices import Outcome, PassageKind, TeamState, VisitState
from tongjian.supervision.inspections.models import Answer


def url(name, *args):
    return reverse(f"field:{name}", args=args)


@pytest.fixture
def item(story):
    """The other department has one item; here with a checklist of twenty points."""
    row = story.other.items.select_related("item_version__item").get()
    make.checklist_of(row.item_version, 20)
    return row


@pytest.fixture
def phone(story):
    return signed_in(story.of(story.other).inspector)


def test_todays_visits_and_the_others(story, phone, today, stranger):
    story.coded()
    page = phone.get(url("today")).content.decode()
    assert "今天没有检查" in page
    assert story.visit.entity.name in page  # under the other days
    today.move_to(make.at(8))
    page = phone.get(url("today")).content.decode()
    assert "今天没有检查" not in page
    assert story.visit.entity.name in page
    assert story.visit.entity.name not in signed_in(stranger["inspector"]).get(url("today")).content.decode()


def test_the_workbench_counts_the_visits_of_the_day_for_who_goes_out_and_leads_there(story, phone, today):
    story.coded()
    today.move_to(make.at(8))
    page = phone.get(reverse("web:workbench"))
    tile = next(tile for tile in page.context["tiles"] if tile.label == "今日检查")
    assert (tile.value, tile.url) == (1, url("today"))
    assert reverse("web:workbench") in phone.get(url("today")).content.decode()

    head = signed_in(story.of(story.other).head).get(reverse("web:workbench"))
    assert "今日检查" not in [tile.label for tile in head.context["tiles"]]
    assert url("today") not in head.content.decode()


def test_a_clean_checklist_of_twenty_points_takes_few_taps(story, item, phone, today):
    story.coded()
    today.move_to(make.at(10))
    visit = story.visit.pk
    taps = [
        phone.get(url("visit", visit)),
        phone.post(url("enter", visit), {"latitude": "37.94", "longitude": "112.49"}),
        phone.get(url("item", visit, item.pk)),
        # opens 全部合格, then confirms
        phone.post(url("pass-item", visit, item.pk)),
        phone.post(url("leave", visit), {"latitude": "", "longitude": ""}),
        phone.post(url("submit", visit), {"summary": "整洁"}),
    ]
    assert {answer.status_code for answer in taps} == {200, 302}
    assert len(taps) + 1 <= 25
    story.other.refresh_from_db()
    assert story.other.state == TeamState.ENTERED
    assert Answer.objects.filter(item=item, outcome=Outcome.PASS).count() == 20
    entry, leaving = (story.visit.passages.get(kind=kind) for kind in (PassageKind.ENTRY, PassageKind.EXIT))
    assert (entry.latitude, leaving.latitude) == (37.94, None)


def test_the_code_is_shown_big(story, phone):
    assert phone.get(url("code", story.visit.pk)).status_code == 404
    story.coded()
    page = phone.get(url("code", story.visit.pk)).content.decode()
    assert "<svg" in page
    assert queries.shown_code(story.code.code) in page


def points_of(item):
    return item.item_version.checklist.check_points.all()


def test_a_checklist_is_answered_by_thumb_and_makes_the_items_result(story, item, phone):
    story.entered()
    save = url("save-item", story.visit.pk, item.pk)
    answers = {f"point-{point.pk}": "pass" for point in points_of(item)}
    first, second, third = list(answers)[:3]
    phone.post(save, {first: "pass", second: "excused"})
    [state] = queries.item_states([story.other.pk])[story.other.pk]
    assert (state.answered, state.result) == (2, None)
    phone.post(save, answers | {second: "excused", third: "unchecked"})
    [state] = queries.item_states([story.other.pk])[story.other.pk]
    assert [line.answer.outcome for line in state.points][:3] == ["pass", "not_applicable", "not_checked"]
    assert state.result.outcome == Outcome.PASS
    assert Answer.objects.filter(item=item).count() == 20  # what did not change is not written again


def test_a_failed_point_without_a_note_is_refused_and_nothing_typed_is_lost(story, item, phone):
    story.entered()
    answers = {f"point-{point.pk}": "pass" for point in points_of(item)}
    first = next(iter(answers))
    refused = phone.post(url("save-item", story.visit.pk, item.pk), answers | {first: "fail"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "应当写明发现的问题" in page
    assert page.count("checked") >= 20
    phone.post(url("save-item", story.visit.pk, item.pk), answers | {first: "fail", "note": "健康证明过期"})
    [state] = queries.item_states([story.other.pk])[story.other.pk]
    assert (state.result.outcome, state.result.note) == (Outcome.FAIL, "健康证明过期")


def test_an_item_without_a_checklist_has_one_answer(story):
    story.entered()
    phone = signed_in(story.inspector)
    row = story.lead.items.first()
    phone.post(url("save-item", story.visit.pk, row.pk), {f"item-{row.pk}": "excused"})
    assert row.results.get().outcome == Outcome.NOT_APPLICABLE


def test_before_entry_the_sheet_is_only_to_read_and_refusals_say_why(story, item, phone):
    story.coded()
    page = phone.get(url("item", story.visit.pk, item.pk)).content.decode()
    assert "全部合格" not in page
    assert phone.post(url("pass-item", story.visit.pk, item.pk)).status_code == 409
    refused = phone.post(url("enter", story.visit.pk))
    assert refused.status_code == 422
    assert "当天" in refused.content.decode()
    assert story.state() == VisitState.CODED


def test_what_could_not_be_sent_on_the_day_is_sent_later_with_a_reason(story, phone, today):
    story.coded()
    today.move_to(make.at(9, on=make.DAY + timedelta(days=1)))
    assert "补录理由" in phone.get(url("visit", story.visit.pk)).content.decode()
    late = {"at": f"{make.DAY}T10:05", "late_reason": "现场没有信号"}
    assert phone.post(url("enter", story.visit.pk), late).status_code == 302
    assert story.visit.passages.get().at == make.at(10, 5)


def test_a_visit_of_others_does_not_exist_on_this_phone(story, stranger, item):
    client = signed_in(stranger["inspector"])
    for page in (url("visit", story.visit.pk), url("item", story.visit.pk, item.pk), url("code", story.visit.pk)):
        assert client.get(page).status_code == 404


def test_the_cost_of_a_checklist_does_not_grow_with_its_points(story, phone, item, django_assert_num_queries):
    story.entered()
    phone.get(url("item", story.visit.pk, item.pk))
    with django_assert_num_queries(17):
        phone.get(url("item", story.visit.pk, item.pk))
