"""The whole main job, from an empty home to a published result that a citizen checks."""

import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as django_settings
from playwright.sync_api import expect

from tests.journeys.browsing import axe, screenshot
from tests.journeys.steps import (
    Worker,
    attach_checklist,
    bring_in,
    enter_demand,
    hire,
    open_draw,
    press,
    qualify_everyone,
    redeem,
    register_officer,
    submit_and_publish,
)
from tests.journeys.test_joint_draw import commit, reveal_from_browser
from tongjian.doors.cli.init import _make_operator
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.keys import log_key
from tongjian.foundation.ledger.operations import seal_entries
from tongjian.foundation.ledger.verification import notes_in, verify_log
from tongjian.foundation.org import operations as org
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.pure.codes import make_uscc
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.planning.models import Draw

pytestmark = pytest.mark.django_db(transaction=True)

MARKET, SAFETY, BUREAU = "140100-SCJG", "140100-YJ", "140100-XZSP"
MARKET_NAME, SAFETY_NAME = "太原市市场监督管理局", "太原市应急管理局"
ITEMS = (
    "部门,抽查事项名称,抽查子项,抽查依据,抽查对象,抽查方式\n"
    "市场监督管理,加油机计量检查,,《计量法》第九条,加油站,现场检查\n"
    "应急管理,加油站安全检查,,《安全生产法》第六十五条,加油站,现场检查\n"
)
CHECKLISTS = (
    "表号,表名,序号,检查内容,操作方法与要领\n"
    "J01,加油机计量检查记录表,1,加油机是否在检定有效期内,查看检定证书\n"
    "J01,加油机计量检查记录表,2,铅封是否完好,现场查看\n"
    "A01,加油站安全检查记录表,1,消防器材是否有效,现场查看\n"
)
NOW, VISIT_DAY = "2026-11-02T09:00:00+08:00", "2026-11-10T09:30:00+08:00"


def upload(name, text):
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode("gb18030")}


def stations(count=16):
    head = "企业名称,统一社会信用代码,注册日期,企业类型,经营范围,地区,注册地址\n"
    codes = [make_uscc("91", "140105", f"DEM0{n:04}") for n in range(count)]
    rows = [
        f"太原市小店区样例{n}号加油站,{code},2015-01-01,有限责任公司,成品油零售,太原,山西省太原市小店区样例路{n}号\n"
        for n, code in enumerate(codes)
    ]
    return head + "".join(rows)


@pytest.fixture
def on_the_first_day():
    """The clock of the whole site; the journey moves it on to the day of the visit."""
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def first_link(on_the_first_day, reference, settings, tmp_path):
    """What `tongjian init --no-demo` leaves: rules, regions, agencies, and an operator's one-time link."""
    settings.MEDIA_ROOT = tmp_path / "files"
    host = Actor.host(*HOST_CAPABILITIES)
    org.load_reference(actor=host)
    return org.issue_one_time_link(actor=host, user_id=_make_operator(host).pk)


@pytest.fixture
def staff(first_link, person):
    """The operator takes the link of the first start and hires everybody; each sets a password of one's own."""
    operator = Worker(person(), "operator")
    redeem(operator.page, f"/org/link/{first_link}/")
    links = {}
    for agency, short in ((BUREAU, "tc"), (MARKET, "sj"), (SAFETY, "yj")):
        roles = ("coordinator",) if agency == BUREAU else ("handler", "head", "reviewer", "inspector")
        for role in roles:
            username = f"{short}-{role}"
            links[username] = hire(operator, username, f"样例{short}{role}", agency, role)
    for agency, short in ((MARKET, "sj"), (SAFETY, "yj")):
        register_officer(operator, agency, f"样例{short}甲", f"0401{short}1", f"{short}-inspector")
        register_officer(operator, agency, f"样例{short}乙", f"0401{short}2")
    axe(operator.page)
    workers = {}
    for username, link in links.items():
        page = person("phone" if username.endswith("inspector") else "desktop")
        redeem(page, link)
        workers[username] = Worker(page, username)
    return workers


def test_from_an_empty_home_to_a_result_a_citizen_checks(on_the_first_day, staff, person, tmp_path):
    prepare_items_and_entities(staff)
    draw = draw_together(staff)
    visit = Visit.objects.order_by("sequence").filter(teams__agency__code=MARKET).first()
    teams = sorted(visit.teams.values_list("agency__code", flat=True))
    approve(staff, visit, teams)
    on_the_first_day.move_to(VISIT_DAY)
    inspect(staff, visit, teams)
    publish(staff, visit, teams)
    check_as_a_citizen(person(), draw, visit, tmp_path)
    seal_entries(actor=Actor.host("ledger.seal"))
    assert verify_log(log_key().vkey, notes_in(django_settings.TONGJIAN_HOME / "checkpoints")).is_intact


def prepare_items_and_entities(staff):
    coordinator = staff["tc-coordinator"]
    bring_in(coordinator, "entities", upload("名录.csv", stations()))
    bring_in(coordinator, "checklists", upload("检查表.csv", CHECKLISTS))
    bring_in(coordinator, "items", upload("事项.csv", ITEMS))
    axe(coordinator.goes_to("/entities/"))
    screenshot(coordinator.page, "main-entities")
    for short, code in (("sj", "SCJG-0001"), ("yj", "YJ-0001")):
        attach_checklist(staff[f"{short}-handler"], code)
        submit_and_publish(staff[f"{short}-handler"], staff[f"{short}-head"])
        qualify_everyone(staff[f"{short}-reviewer"])
    axe(staff["sj-handler"].goes_to("/items/"))


def draw_together(staff):
    enter_demand(staff["sj-handler"], staff["sj-head"], "加油站计量抽查", "加油机计量检查")
    enter_demand(staff["yj-handler"], staff["yj-head"], "加油站安全抽查", "加油站安全检查")
    coordinator = staff["tc-coordinator"]
    path = open_draw(coordinator, "加油站联合抽查", ("2026-11-02", "2026-12-31"), (MARKET_NAME, SAFETY_NAME))
    press(coordinator.page, "冻结名录")
    draw = Draw.objects.get()
    for short in ("sj", "yj"):
        staff[f"{short}-handler"].goes_to(path)
        commit(staff[f"{short}-handler"].page, draw)
    for short in ("sj", "yj"):
        reveal_from_browser(staff[f"{short}-handler"].page, draw)
    press(coordinator.goes_to(path), "抽取")
    press(coordinator.goes_to(path), "公开")
    draw.refresh_from_db()
    assert draw.state == "published"
    return draw


def approve(staff, visit, teams):
    """The lead sets the day, each handler asks, each head approves, the lead gets the code."""
    path = f"/visits/{visit.pk}/"
    lead = visit.teams.get(role="lead").agency.code
    page = staff[f"{short_of(lead)}-handler"].goes_to(f"{path}date/")
    page.get_by_label("检查日期").fill(VISIT_DAY[:10])
    page.locator("main form button[type=submit]").first.click()
    for agency in teams:
        press(staff[f"{short_of(agency)}-handler"].goes_to(path), "报批")
    for agency in teams:
        press(staff[f"{short_of(agency)}-head"].goes_to(path), "批准")
    page = staff[f"{short_of(lead)}-handler"].goes_to(path)
    press(page, "赋码")
    axe(page)
    screenshot(page, "main-visit")


def inspect(staff, visit, teams):
    """On the phones: in, every item, out, handed in."""
    for number, agency in enumerate(teams):
        page = staff[f"{short_of(agency)}-inspector"].goes_to("/field/")
        axe(page)
        page.get_by_text(visit.entity.name).click()
        if number == 0:
            page.get_by_role("button", name="登记入企").click()
            page.wait_for_load_state()
        page.goto(f"/field/visits/{visit.pk}/")
        page.locator("a.visit-link").first.click()
        page.locator("summary", has_text="全部合格").click()
        page.get_by_role("button", name="确认全部合格").click()
        page.wait_for_load_state()
    first = staff[f"{short_of(teams[0])}-inspector"].goes_to(f"/field/visits/{visit.pk}/")
    first.get_by_role("button", name="登记离企").click()
    first.wait_for_load_state()
    for agency in teams:
        page = staff[f"{short_of(agency)}-inspector"].goes_to(f"/field/visits/{visit.pk}/")
        screenshot(page, "main-field")
        page.get_by_role("button", name="提交结果").click()
        page.wait_for_load_state()


def publish(staff, visit, teams):
    for agency in teams:
        team = visit.teams.get(agency__code=agency)
        page = staff[f"{short_of(agency)}-reviewer"].goes_to(f"/visits/teams/{team.pk}/results/")
        axe(page)
        press(page, "审核通过")
        press(staff[f"{short_of(agency)}-head"].goes_to(f"/visits/teams/{team.pk}/results/"), "公示结果")
    visit.refresh_from_db()
    assert visit.state == "published"


def check_as_a_citizen(page, draw, visit, folder):
    page.goto(f"/public/check-code/?code={visit.codes.get().code}")
    expect(page.get_by_text(visit.entity.name).first).to_be_visible()
    axe(page)
    page.goto("/public/results/")
    expect(page.get_by_text(visit.entity.name).first).to_be_visible()
    axe(page)
    screenshot(page, "main-results")
    page.goto(f"/public/draws/{draw.key}/1/")
    page.get_by_role("button", name="开始重算").click()
    expect(page.get_by_text("重算完成：全部一致。")).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载文件包").click()
    bundle = folder / "bundle.zip"
    downloading.value.save_as(bundle)
    script = Path(__file__).resolve().parents[2] / "verify_draw.py"
    done = subprocess.run(
        [sys.executable, "-I", str(script), str(bundle)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def short_of(agency):
    return {MARKET: "sj", SAFETY: "yj"}[agency]
