"""The list of items through a year: compiled in the province, adopted in the city, published, and looked at again when
the law behind it is amended. Two persons for every publication, each in a browser of one's own."""

import pytest
from playwright.sync_api import expect

from tests.foundation.org.factories import AgencyFactory, AgencyKindFactory, PostFactory, RegionFactory
from tests.journeys.browsing import axe, screenshot
from tests.journeys.people import Person, follow, press
from tests.journeys.preparation import publish_items, submit_items
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.operations import deliver_events
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.foundation.rulebook.operations import load_statutes

pytestmark = pytest.mark.django_db(transaction=True)
ITEM, LAW = "人员密集场所消防安全检查", "《中华人民共和国消防法》第十六条"


@pytest.fixture
def people(person, reference):
    """By name: who compiles and publishes in the province, who adopts in the city, who knows of laws."""
    load_statutes(actor=Actor.host(*HOST_CAPABILITIES))
    fire = AgencyKindFactory(code="XF", title="消防救援")
    province = AgencyFactory(region=RegionFactory(code="140000"), kind=fire, name="山西省消防救援总队")
    city = AgencyFactory(region=RegionFactory(code="140100"), kind=fire, name="太原市消防救援支队")
    wanted = {
        "compiler": (province, Role.HANDLER), "publisher": (province, Role.HEAD),
        "lawyer": (province, Role.COORDINATOR), "adopter": (city, Role.HANDLER), "city head": (city, Role.HEAD),
    }  # fmt: skip
    found = {}
    for name, (agency, role) in wanted.items():
        found[name] = Person(person(), PostFactory(agency=agency, role=role).user.username)
        found[name].starts_at_the_workbench()
    return found


def compile_item(handler):
    page = handler.opens("监管事项", "事项清单")
    follow(page.locator("main a[href$='/items/new/']").first)
    page.get_by_label("事项名称").first.fill(ITEM)
    page.get_by_label("检查依据").first.fill(LAW)
    page.get_by_label("检查对象").first.fill("人员密集场所")
    page.locator("form.form-card button[type=submit]").first.click()
    expect(page.get_by_role("heading", name=ITEM)).to_be_visible()


def adopt(handler, head):
    page = handler.opens("监管事项", "领用事项")
    page.get_by_label(ITEM).check()
    press(page, "领用所选")
    page = head.opens("监管事项", "领用审核")
    press(page, "公布所选")
    expect(page.get_by_text("没有等待审核的领用")).to_be_visible()


def amend(coordinator, head):
    page = coordinator.opens("规则库", "法规库")
    follow(page.get_by_role("link", name="消防法").first)
    follow(page.get_by_role("link", name="第十六条", exact=True).first)
    follow(page.get_by_role("link", name="修改或者废止").first)
    expect(page.get_by_text("涉及 1 个事项")).to_be_visible()
    axe(page)
    page.get_by_label("修改后的条文").fill("单位应当定期检验消防设施，确保完好有效，并公开检验结果。")
    page.get_by_label("作出修改或者废止的文件").fill("主席令第九十号")
    page.get_by_label("施行日期").fill("2099-01-01")
    press(page, "提出，送另一人复核")
    expect(page.get_by_text("待复核").first).to_be_visible()
    deliver_events(actor=Actor.system("测试", "ledger.deliver"))
    page = head.takes_up("复核条款变更")
    axe(page)
    press(page, "复核通过")
    expect(page.get_by_text("已复核通过")).to_be_visible()
    deliver_events(actor=Actor.system("测试", "ledger.deliver"))
    return page


def test_an_item_is_compiled_adopted_published_and_looked_at_again_when_its_law_changes(people):
    compile_item(people["compiler"])
    submit_items(people["compiler"])
    publish_items(people["publisher"])
    adopt(people["adopter"], people["city head"])

    change = amend(people["lawyer"], people["publisher"])
    change.reload()
    expect(change.get_by_text("1 个部门，0 个已完成")).to_be_visible()

    page = people["compiler"].takes_up("动态调整 1 个事项")
    axe(page)
    screenshot(page, "adjustment")
    page.get_by_label(ITEM).check()
    page.get_by_label("为什么不需调整").fill("增加的公开要求不涉及检查内容")
    press(page, "所选事项不需调整")
    expect(page.get_by_text("已完成").first).to_be_visible()
    people["compiler"].has_nothing_to_do()

    change.reload()
    expect(change.get_by_text("1 个部门，1 个已完成")).to_be_visible()
    axe(change)
