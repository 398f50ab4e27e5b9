"""Pages of the three levels: adopt, publish, look back, compare, see what a file would change."""

import io

from bs4 import BeautifulSoup
from django.urls import reverse

from tests.doors.visits import signed_in
from tests.foundation.org.factories import actor_in
from tests.supervision.catalog.test_adoption import adopted, compiled, levels
from tests.supervision.catalog.test_preview import FIRST, NEXT
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.operations import receive_batch
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog.models import Adoption

__all__ = ["adopted", "compiled", "levels"]


def url(name, *args):
    return reverse(f"catalog:{name}", args=args)


def text(answer):
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def test_items_are_adopted_and_declined_by_one_person_and_published_by_another(compiled, levels):
    first, second = compiled("事项一").item, compiled("事项二").item
    handler = signed_in(actor_in(levels["city"], "handler"))
    page = text(handler.get(url("adoption")))
    assert ("事项一" in page, "全部领用（2 项）" in page) == (True, True)
    refused = handler.post(url("adoption"), {"act": "decline", "item": [second.code]})
    assert (refused.status_code, "应当说明理由" in text(refused)) == (422, True)
    handler.post(url("adoption"), {"act": "decline", "item": [second.code], "reason": "本市没有此类对象"})
    assert "领用 1 项" in text(handler.post(url("adoption"), {"act": "all"}, follow=True))
    reviewer = signed_in(actor_in(levels["city"], "reviewer"))
    assert "本市没有此类对象" in text(reviewer.get(url("review-adoptions")))
    [declined] = Adoption.objects.filter(item=second)
    assert "写明退回意见" in text(reviewer.post(url("review-adoptions"), {"act": "return", "adoption": [declined.pk]}))
    reviewer.post(url("review-adoptions"), {"act": "return", "adoption": [declined.pk], "note": "有两家"})
    assert "已公布 1 项" in text(reviewer.post(url("review-adoptions"), {"act": "all"}, follow=True))
    assert "已领用" in text(handler.get(url("adoption"), {"standing": "adopt"}))
    assert "已领用" not in text(handler.get(url("adoption"), {"standing": "open"})).split("编码", 2)[-1]
    assert "city市场监管" in text(signed_in(actor_in(levels["province"], "handler")).get(first.get_absolute_url()))


def test_an_inspector_sees_what_is_offered_and_cannot_adopt(compiled, levels):
    compiled()
    client = signed_in(actor_in(levels["city"], "inspector"))
    assert "您没有为本部门领用事项的权限" in text(client.get(url("adoption")))
    assert client.post(url("adoption"), {"act": "all"}).status_code == 422
    assert client.get(url("review-adoptions")).status_code == 403


def test_a_main_item_lists_its_sub_items_and_a_sub_item_names_its_main_item(compiled, levels):
    main = compiled("特种设备检查").item
    sub = compiled("特种设备检查", sub_name="电梯", main_code=main.code).item
    client = signed_in(actor_in(levels["city"], "handler"))
    assert sub.get_absolute_url() in client.get(main.get_absolute_url()).content.decode()
    assert f"{main.code} 特种设备检查" in text(client.get(sub.get_absolute_url()))


def test_a_day_and_two_days_are_shown_for_a_place(compiled, adopted, levels, today):
    compiled("旧事项")
    adopted()
    today.move_to("2026-09-21 09:00+08:00")
    client = signed_in(actor_in(levels["city"], "handler"))
    compiled("新事项", level="city")
    page = text(client.get(url("as-of"), {"on": "2026-09-10", "region": "140100"}))
    assert ("旧事项" in page, "新事项" in page) == (True, False)
    page = text(client.get(url("as-of"), {"on": "2026-09-21", "than": "2026-09-10", "region": "140100"}))
    assert "新增 1 项，变更 0 项，减少 0 项，不变 1 项" in page


def test_pages_cost_the_same_for_few_items_and_many(compiled, adopted, levels, django_assert_max_num_queries):
    for number in range(8):
        compiled(f"事项{number}")
    adopted()
    client = signed_in(actor_in(levels["city"], "handler"))
    client.get(url("list"))
    for name, query, most in (
        ("as-of", {"region": "140100"}, 14), ("quality", {}, 18), ("quality", {"agency_kind": "SCJG"}, 16),
        ("adoption", {"standing": "all"}, 14),
    ):  # fmt: skip
        with django_assert_max_num_queries(most):
            assert client.get(url(name), query).status_code == 200


def test_a_checked_file_is_compared_before_it_is_accepted(bring_in, handler, market):
    bring_in(FIRST, actor=handler)
    batch = receive_batch(actor=handler, dataset=Dataset.ITEMS, file=_file(NEXT), file_name="清单.csv")
    act.stage_items(actor=handler, batch_id=batch.pk)
    client = signed_in(handler)
    assert (
        client.get(reverse("imports:detail", args=[batch.pk])).content.decode().count(url("import-preview", batch.pk))
    )
    page = text(client.get(url("import-preview", batch.pk)))
    for words in ("每年1次", "每年2次", "广告检查", "质量检查", "确认导入"):
        assert words in page
    act.apply_items(actor=handler, batch_id=batch.pk)
    assert client.get(url("import-preview", batch.pk)).status_code == 404
    answer = client.get(url("export"))
    assert "spreadsheet" in answer["Content-Type"]
    answer.close()


def _file(content):
    return io.BytesIO(content.encode())
