"""Pages about entities."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.foundation.org.factories import AgencyFactory, OfficerFactory, RegionFactory
from tongjian.foundation.org.choices import Role
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry.models import Entity, Interest

USCC = make_uscc("91", "140105", "DEM00001")
FILE = f"名称,信用代码,地址,成立日期,经营范围\n甲（太原）商行,{USCC},太原市小店区样例路1号,2004-02-17,=1+1\n"


def many(count):
    codes = [make_uscc("91", "140105", f"DEM3{number:04}") for number in range(count)]
    rows = "".join(f"商行{number},{code},小店区样例路{number}号\n" for number, code in enumerate(codes))
    return f"名称,信用代码,地址\n{rows}"


@pytest.fixture
def entity(bring_in):
    bring_in(FILE)
    return Entity.objects.get()


def text(response):
    return response.content.decode()


def test_an_empty_list_says_what_to_do(sign_in):
    page = text(sign_in().get(reverse("registry:list")))

    assert "还没有监管对象" in page
    assert reverse("imports:upload") in page


def test_the_list_finds_by_part_of_a_name_and_by_code(sign_in, entity, bring_in):
    bring_in(many(3))
    client = sign_in()

    for words in ("甲(太", USCC):
        page = text(client.get(reverse("registry:list"), {"words": words}))
        assert "甲（太原）商行" in page
        assert "商行2" not in page
    assert "没有符合条件的记录" in text(client.get(reverse("registry:list"), {"words": "查无此人"}))


def test_a_filter_that_makes_no_sense_filters_nothing(sign_in, entity):
    page = text(sign_in().get(reverse("registry:list"), {"kind": "x", "established_from": "昨天", "region": "9"}))

    assert "甲（太原）商行" in page


def test_another_region_sees_an_empty_list_and_no_entity(sign_in, entity):
    client = sign_in(agency=AgencyFactory(region=RegionFactory(code="140213")))

    assert "甲（太原）商行" not in text(client.get(reverse("registry:list")))
    assert client.get(entity.get_absolute_url()).status_code == 404


def test_the_excel_file_holds_what_is_shown_and_formulas_stay_text(sign_in, entity):
    columns = {"columns": ["name", "uscc", "business_scope"], "export": "xlsx"}

    response = sign_in().get(reverse("registry:list"), columns)

    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response))).get_sheet_by_index(0).to_python()
    assert rows == [["名称", "统一社会信用代码", "经营范围"], ["甲（太原）商行", USCC, "=1+1"]]


def test_the_cost_of_the_list_does_not_grow_with_its_rows(sign_in, bring_in, django_assert_num_queries):
    client = sign_in()
    bring_in(many(2))
    client.get(reverse("registry:list"))
    with django_assert_num_queries(11, exact=False) as few:
        client.get(reverse("registry:list"))
    bring_in(many(40))
    with django_assert_num_queries(len(few)):
        client.get(reverse("registry:list"))


def test_the_page_of_an_entity_shows_facts_sources_and_timeline(sign_in, entity, bring_in):
    bring_in(f"名称,信用代码\n乙商行,{USCC}\n")

    page = text(sign_in().get(entity.get_absolute_url()))

    for shown in ("乙商行", "甲（太原）商行", USCC, "太原市小店区", "样例路1号", "2004-02-17", "批次第 2 行",
                  "导入更新：名称", "导入新增", "还没有检查"):  # fmt: skip
        assert shown in page, shown


def test_a_correction_by_page(sign_in, entity):
    client = sign_in()
    url = reverse("registry:correct", args=[entity.pk])
    sent = {"name": "乙商行", "kind": "enterprise", "status": "active", "region": "140105", "address": "新址9号",
            "established_on": "2004-02-17", "business_scope": "=1+1"}  # fmt: skip

    assert client.post(url, sent).status_code == 422
    response = client.post(url, {**sent, "reason": "实地核对"}, follow=True)

    assert "已更正" in text(response)
    assert "更正" in text(response)
    entity.refresh_from_db()
    assert (entity.name, entity.address) == ("乙商行", "新址9号")
    assert "没有改动任何内容" in text(client.post(url, {**sent, "reason": "再来"}))


def test_correcting_is_not_for_everybody(sign_in, entity):
    client = sign_in(Role.HEAD)

    assert "没有更正监管对象信息的权限" in text(client.get(entity.get_absolute_url()))
    assert client.get(reverse("registry:correct", args=[entity.pk])).status_code == 403


def test_an_interest_by_page(sign_in, entity, county):
    officer = OfficerFactory(agency=county)
    client = sign_in(Role.HANDLER)

    page = client.post(
        reverse("registry:declare-interest", args=[entity.pk]),
        {"officer_id": officer.pk, "reason": "亲属任职"},
        follow=True,
    )
    assert "亲属任职" in text(page)
    neighbour = AgencyFactory(region=county.region, kind__code="WJW")
    assert "亲属任职" not in text(sign_in(Role.HANDLER, neighbour).get(entity.get_absolute_url()))

    client = sign_in(Role.HANDLER)
    interest = Interest.objects.get()
    url = reverse("registry:end-interest", args=[entity.pk, interest.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert "亲属任职" not in text(client.post(url, {"reason": "已离职"}, follow=True))


def test_nobody_is_let_in_without_signing_in(client, entity):
    assert client.get(reverse("registry:list")).status_code == 302


def test_premises_by_page(sign_in, entity):
    client = sign_in()
    add = reverse("registry:add-premises", args=[entity.pk])
    sent = {"address": "坞城路9号", "region": "140105", "longitude": "112.56", "latitude": "37.74",
            "tolerance_metres": "30", "point_source": "survey"}  # fmt: skip

    assert client.post(add, {**sent, "longitude": "12"}).status_code == 422
    page = text(client.post(add, sent, follow=True))
    assert all(shown in page for shown in ("坞城路9号", "112.56, 37.74", "误差 30 米", "增加场所"))

    main, added = entity.premises.all()
    at = {"reason": "核对", **{name: sent[name] for name in ("longitude", "latitude", "tolerance_metres")}}
    correct = reverse("registry:correct-premises", args=[entity.pk, main.pk])
    assert "已更正场所" in text(client.post(correct, {**at, "point_source": "map"}, follow=True))
    close = reverse("registry:close-premises", args=[entity.pk, added.pk])
    assert "已停用" in text(client.post(close, {"until": "2026-01-01", "reason": "退租"}, follow=True))


def test_premises_are_not_for_everybody(sign_in, entity):
    client = sign_in(Role.HEAD)
    main = entity.premises.get()

    assert reverse("registry:add-premises", args=[entity.pk]) not in text(client.get(entity.get_absolute_url()))
    for name, keys in (("add", []), ("correct", [main.pk]), ("close", [main.pk])):
        assert client.get(reverse(f"registry:{name}-premises", args=[entity.pk, *keys])).status_code == 403


def test_permits_and_relations_by_page(sign_in, entity, bring_in):
    bring_in(many(1))
    other = Entity.objects.exclude(pk=entity.pk).get()
    client = sign_in()
    add = reverse("registry:add-permit", args=[entity.pk])
    sent = {"kind": "食品经营许可证", "number": "JY1140105", "issuer": "小店区审批局", "last_day": "2020-01-31"}

    assert "已过期" in text(client.post(add, sent, follow=True))
    assert "这份许可已经登记" in text(client.post(add, sent))
    key = [entity.pk, entity.permits.get().pk]
    renewed = {**sent, "last_day": "", "reason": "延续"}
    assert "有效" in text(client.post(reverse("registry:correct-permit", args=key), renewed, follow=True))
    end = {"on": "2026-01-01", "reason": "注销"}
    assert "2026-01-01 注销" in text(client.post(reverse("registry:end-permit", args=key), end, follow=True))

    relate = reverse("registry:add-relation", args=[entity.pk])
    assert "没有这个代码" in text(client.post(relate, {"kind": "branch_of", "uscc": "1"}))
    assert "隶属于" in text(client.post(relate, {"kind": "branch_of", "uscc": other.uscc}, follow=True))
    assert "甲（太原）商行" in text(client.get(other.get_absolute_url()))
    stop = reverse("registry:end-relation", args=[entity.pk, entity.relations.get().pk])
    assert "2026-02-01 结束" in text(client.post(stop, {"until": "2026-02-01", "reason": "撤并"}, follow=True))


def test_many_are_tagged_by_page_and_a_tag_is_taken_off(sign_in, entity, bring_in, django_assert_num_queries):
    bring_in(many(2))
    client = sign_in()
    url = f"{reverse('registry:tag-many')}?words=商行"
    assert reverse("registry:tag-many") in text(client.get(reverse("registry:list")))
    with django_assert_num_queries(12, exact=False) as few:
        client.get(url)
    bring_in(many(20))
    with django_assert_num_queries(len(few)):
        client.get(url)

    assert "请至少选一户" in text(client.post(url, {"name": "连锁"}))
    assert "新打标签 1 户" in text(client.post(url, {"name": "连锁", "entity": [entity.pk]}, follow=True))
    assert "连锁" in text(client.get(entity.get_absolute_url()))
    add = reverse("registry:add-tag", args=[entity.pk])
    assert "老字号" in text(client.post(add, {"name": "老字号"}, follow=True))
    remove = reverse("registry:remove-tag", args=[entity.pk, entity.taggings.first().pk])
    assert "已取下标签" in text(client.post(remove, follow=True))


def test_the_page_of_a_day_sets_then_beside_now(sign_in, bring_in):
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        bring_in(FILE)
    bring_in(FILE.replace("样例路1号", "样例路9号"))
    client, entity = sign_in(), Entity.objects.get()
    address = reverse("registry:known", args=[entity.pk])

    then = text(client.get(address, {"on": timezone.localdate() - timedelta(days=2)}))

    assert "样例路1号" in then and "已变" in then and "样例路9号" in then
    assert "已变" not in text(client.get(address))
    assert "当日还不知道这个对象" in text(client.get(address, {"on": "2020-01-01"}))
    assert address in text(client.get(entity.get_absolute_url()))


def test_one_entity_on_paper(sign_in, entity):
    page = text(sign_in().get(reverse("registry:print", args=[entity.pk])))
    assert entity.name in page and entity.uscc in page and "样例路1号" in page
    assert reverse("registry:print", args=[entity.pk]) in text(sign_in().get(entity.get_absolute_url()))


def test_a_house_is_registered_by_page_and_stands_with_who_answers_for_it(sign_in, entity):
    client, form = sign_in(), reverse("registry:register")
    house = {"kind": "house", "name": "坞城路112号自建房", "region": "140105", "address": "坞城路112号", "uscc": USCC}
    page = text(client.post(form, house, follow=True))
    assert "坞城路112号自建房" in page and "责任主体" in page and "甲（太原）商行" in page
    assert "管理的物" in text(client.get(entity.get_absolute_url()))

    refused = client.post(form, {**house, "name": "别处", "uscc": make_uscc("91", "140105", "DEM00009")})
    assert refused.status_code == 422 and "没有这个代码的监管对象" in text(refused)


def test_the_number_of_a_representative_is_not_shown_and_leads_to_the_other_entities(sign_in, bring_in):
    bring_in(many(2))
    client = sign_in()
    first, second = Entity.objects.order_by("name")
    for one in (first, second):
        data = {
            "name": one.name, "kind": one.kind, "status": one.status, "region": "140105", "address": one.address,
            "representative": "11010519491231002X", "reason": "核对执照",
        }  # fmt: skip
        page = text(client.post(reverse("registry:correct", args=[one.pk]), data, follow=True))
    assert "名下还有 1 户" in page and "11010519491231002X" not in page
    listed = text(client.get(reverse("registry:list"), {"same_representative": str(second.pk)}))
    assert "商行0" in listed and "商行1" in listed
    assert "只用来看" in text(client.get(reverse("registry:known", args=[first.pk])))
