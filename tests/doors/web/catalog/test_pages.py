"""The office's pages about items."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.data import variants
from tests.doors.visits import signed_in
from tests.foundation.org.factories import OfficerFactory, actor_in
from tongjian.foundation.exchange.choices import BatchState, Dataset
from tongjian.foundation.exchange.models import Batch
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import Checklist, CheckPoint, ItemVersion


def url(name, *args):
    return reverse(f"catalog:{name}", args=args)


def text(answer):
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def work():
    """What the worker would do: run what is queued."""
    for queued in DBTaskResult.objects.filter(status="READY"):
        queued.task.func(*queued.args_kwargs["args"])
        queued.delete()


@pytest.fixture
def checklist(kinds):
    made = Checklist.objects.create(code="A/01", name="食品经营许可双随机抽查记录表", created_at=timezone.now())
    CheckPoint.objects.create(checklist=made, number=1, content="许可证是否有效", method="现场查看")
    return made


def test_the_list_shows_filters_and_leaves_as_excel(draft, publish, handler):
    publish(draft())
    draft("广告行为检查")
    client = signed_in(handler)
    assert "广告行为检查" in text(client.get(url("list")))
    assert "广告行为检查" not in text(client.get(url("list"), {"state": "published"}))
    assert "没有符合条件的记录" in text(client.get(url("list"), {"agency_kind": "SCJG", "has_checklist": "yes"}))
    answer = client.get(url("list"), {"export": "xlsx"})
    assert "spreadsheet" in answer["Content-Type"]
    answer.close()


def test_an_empty_list_says_what_to_do(handler):
    page = BeautifulSoup(signed_in(handler).get(url("list")).content, "html.parser")
    assert page.select_one(f'main a[href="{reverse("imports:upload")}?dataset=items"]')


def test_the_cost_of_the_list_does_not_grow_with_its_rows(draft, handler, django_assert_max_num_queries):
    for number in range(12):
        draft(f"样例事项{number}")
    client = signed_in(handler)
    client.get(url("list"))
    with django_assert_max_num_queries(12):
        client.get(url("list"))


def test_a_draft_is_written_submitted_reviewed_and_published_in_the_browser(handler, reviewer, market):
    writer, judge = signed_in(handler), signed_in(reviewer)
    written = {"agency_kind": "SCJG", "name": "食品经营许可检查", "legal_basis": "《食品安全法》第一百零九条"}
    answer = writer.post(url("new"), written, follow=True)
    version = ItemVersion.objects.get()
    assert "SCJG-0001" in text(answer)
    writer.post(url("submit", version.pk))
    page = text(judge.get(url("review", version.pk)))
    assert "新事项" in page
    assert "《食品安全法》第一百零九条" in page
    answer = judge.post(url("publish", version.pk), follow=True)
    assert "已发布" in text(answer)
    written = {"legal_basis": "《食品安全法》第一百一十条", "object_kind": "食品经营者"}
    writer.post(url("edit", version.item.code), written)
    second = ItemVersion.objects.get(number=2)
    page = BeautifulSoup(judge.get(url("review", second.pk)).content, "html.parser")
    assert page.select_one("del").get_text() == "《食品安全法》第一百零九条"
    answer = text(writer.get(url("item", version.item.code)))
    assert "现行有效的是第 1 版" in answer
    assert "第 2 版" in answer
    assert "《食品安全法》第一百零九条" in text(writer.get(url("item", version.item.code), {"version": "1"}))


def test_refusals_stand_on_the_form_with_their_source(handler):
    client = signed_in(handler)
    answer = client.post(url("new"), {"agency_kind": "SCJG", "name": "样例", "national_code": "123"})
    assert answer.status_code == 422
    assert "14 位数字" in text(answer)
    assert "校验规则" in text(answer)


def test_return_and_retirement_need_words(draft, publish, handler, reviewer):
    version = draft()
    act.submit_version(actor=handler, version_id=version.pk)
    client = signed_in(reviewer)
    assert client.post(url("return", version.pk), {"reason": ""}).status_code == 422
    client.post(url("return", version.pk), {"reason": "请写明条款"})
    publish(version)
    assert signed_in(handler).get(url("retire", version.pk)).status_code == 403
    assert client.get(url("retire", version.pk)).status_code == 200
    client.post(url("retire", version.pk), {"reason": "法律修改"})
    version.refresh_from_db()
    assert version.state == VersionState.RETIRED
    assert "没有现行有效的版本" in text(client.get(url("item", version.item.code)))


def test_a_suggested_checklist_is_attached_with_one_click(draft, checklist, handler, reviewer):
    version = draft()
    client = signed_in(handler)
    page = BeautifulSoup(client.get(url("item", version.item.code)).content, "html.parser")
    button = page.select_one('button[name="checklist"]')
    assert button["value"] == "A/01"
    assert "双随机抽查记录表" not in text(signed_in(reviewer).get(url("item", version.item.code)))
    answer = client.post(url("attach", version.pk), {"checklist": button["value"]}, follow=True)
    assert "许可证是否有效" in text(answer)
    assert "食品经营许可检查" in text(client.get(checklist.get_absolute_url()))
    assert "食品经营许可双随机抽查记录表" in text(client.get(url("checklists")))


def test_what_one_may_not_see_does_not_exist(draft, police):
    version = draft()
    client = signed_in(actor_in(police, "reviewer"))
    assert client.get(url("review", version.pk)).status_code == 404
    assert client.get(url("item", "NIX")).status_code == 404
    assert "没有可以查看的版本" in text(client.get(url("item", version.item.code)))


def test_many_are_submitted_and_published_at_once_and_the_rest_is_named(draft, handler, reviewer):
    good, bad = draft(), draft("没有依据的事项", text=act.ItemText())
    client = signed_in(handler)
    answer = client.post(url("submit-many"), {"version": [good.pk, bad.pk]})
    assert answer.status_code == 422
    assert "有 1 项没有办成" in text(answer)
    assert "已提交 1 项" in text(answer)
    assert client.post(url("submit-many"), {"version": []}).status_code == 422
    assert client.get(url("publish-many")).status_code == 403
    judge = signed_in(reviewer)
    answer = judge.post(url("publish-many"), {"version": [good.pk], "valid_from": "昨天"})
    assert answer.status_code == 422
    answer = judge.post(url("publish-many"), {"version": [good.pk], "valid_from": "2026-09-10"}, follow=True)
    assert "已发布 1 项" in text(answer)
    assert "没有等待审核的事项" in text(answer)


def test_officers_are_qualified_by_ticking(draft, publish, market, reviewer, handler):
    version = publish(draft())
    officer = OfficerFactory(agency=market)
    client = signed_in(reviewer)
    chosen = {"officer": [officer.pk], "item": [version.item.code]}
    assert officer.name in text(client.get(url("qualifications")))
    assert client.post(url("qualifications"), {**chosen, "valid_until": "不是日期"}).status_code == 422
    client.post(url("qualifications"), {**chosen, "act": "qualify", "valid_until": "2027-09-01"})
    assert queries.qualified_officer_ids([version.item_id]) == {version.item_id: {officer.pk}}
    assert officer.name in text(client.get(url("item", version.item.code)))
    assert client.post(url("qualifications"), {**chosen, "act": "withdraw"}).status_code == 422
    client.post(url("qualifications"), {**chosen, "act": "withdraw", "reason": "调离岗位"})
    assert queries.qualified_officer_ids([version.item_id]) == {}
    assert signed_in(handler).get(url("qualifications")).status_code == 403


@pytest.mark.parametrize(
    ("dataset", "path"), [(Dataset.ITEMS, variants.CHECK_ITEM_LIST), (Dataset.CHECKLISTS, variants.CHECKLISTS)]
)
def test_a_file_is_uploaded_its_columns_confirmed_and_checked(handler, dataset, path):
    client = signed_in(handler)
    with path.open("rb") as file:
        answer = client.post(reverse("imports:upload"), {"dataset": dataset, "file": file}, follow=True)
    assert "核对各列" in text(answer)
    page = BeautifulSoup(answer.content, "html.parser")
    chosen = {
        select["name"]: (select.select_one("option[selected]") or {"value": ""})["value"]
        for select in page.select("main select")
    }
    answer = client.post(answer.redirect_chain[-1][0], chosen, follow=True)
    assert "正在校验" in text(answer)
    work()
    assert "校验发现" in text(client.get(answer.redirect_chain[-1][0]))
    batch = Batch.objects.get()
    assert (batch.dataset, batch.state) == (dataset, BatchState.STAGED)
    assert batch.accepted > 15
