"""The whole main job, from an empty home to a published result that a citizen checks."""

from time import perf_counter
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings as django_settings

from tests.doors.cli.conftest import tongjian  # noqa: F401 - a fixture
from tests.journeys import citizen as anybody
from tests.journeys import visiting
from tests.journeys.browsing import axe, screenshot
from tests.journeys.drawing import commit, leave_to_the_worker, open_draw, reveal_from_browser
from tests.journeys.people import Person, press
from tests.journeys.preparation import (
    attach_checklist,
    bring_in,
    enter_demand,
    publish_items,
    qualify_everybody,
    submit_demand,
    submit_items,
)
from tests.journeys.staffing import choose_departments, name_people
from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.pure.codes import make_uscc
from tongjian.supervision.inspections.models import Visit, VisitTeam
from tongjian.supervision.planning.models import Draw

pytestmark = pytest.mark.django_db(transaction=True)

BUREAU, MARKET, SAFETY = "140100-XZSP", "140100-SCJG", "140100-YJ"
BUREAU_NAME = "太原市行政审批服务管理局"
MARKET_NAME, SAFETY_NAME = "太原市市场监督管理局", "太原市应急管理局"
ITEM_OF_MARKET, ITEM_OF_SAFETY = "加油机计量检查", "加油站安全检查"
ITEMS = (
    "部门,抽查事项名称,抽查子项,抽查依据,抽查对象,抽查方式\n"
    f"市场监督管理,{ITEM_OF_MARKET},,《计量法》第九条,加油站,现场检查\n"
    f"应急管理,{ITEM_OF_SAFETY},,《安全生产法》第六十五条,加油站,现场检查\n"
)
CHECKLISTS = (
    "表号,表名,序号,检查内容,操作方法与要领\n"
    "J01,加油机计量检查记录表,1,加油机是否在检定有效期内,查看检定证书\n"
    "J01,加油机计量检查记录表,2,铅封是否完好,现场查看\n"
    "A01,加油站安全检查记录表,1,消防器材是否有效,现场查看\n"
)
TITLE, FAULT = "加油站联合抽查", "二号加油机铅封缺失"
TEN_MINUTES = 600
NOW, VISIT_DAY = "2026-11-02T09:00:00+08:00", "2026-11-10T09:30:00+08:00"


def stations(count: int = 16) -> str:
    """A list of enterprises as an authority exports it."""
    head = "企业名称,统一社会信用代码,注册日期,企业类型,经营范围,地区,注册地址\n"
    codes = [make_uscc("91", "140105", f"DEM0{n:04}") for n in range(count)]
    rows = [
        f"太原市小店区样例{n}号加油站,{code},2015-01-01,有限责任公司,成品油零售,太原,山西省太原市小店区样例路{n}号\n"
        for n, code in enumerate(codes)
    ]
    return head + "".join(rows)


@pytest.fixture
def clock():
    """The clock of the whole site; the journey moves it on to the day of the visit."""
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def first_link(clock, db, settings, tmp_path, tongjian):  # noqa: F811 - the fixture
    """What `make run DEMO=0` prints on an empty home."""
    settings.MEDIA_ROOT = tmp_path / "files"
    code, answer, _ = tongjian("init", "--no-demo", "--json")
    (django_settings.TONGJIAN_HOME / "initialised").unlink()
    assert code == 0
    return answer["operator_link"]


@pytest.fixture
def staff(first_link, person):
    """The operator takes the link of the first start and names everybody; each sets a password of one's own."""
    began = perf_counter()
    operator = Person(person(), "operator")
    operator.redeems(first_link)
    axe(operator.page)
    choose_departments(operator, "140100", [BUREAU_NAME, MARKET_NAME, SAFETY_NAME], "样例公告〔2026〕1号")
    fields = {f"{BUREAU}-coordinator": "样例统筹"}
    names = {"coordinator": "样例统筹"}
    for agency, short in ((MARKET, "market"), (SAFETY, "safety")):
        for role in ("handler", "head", "reviewer"):
            names[f"{short}_{role}"] = fields[f"{agency}-{role}"] = f"样例{short}{role}"
        names[f"{short}_inspector"] = f"样例{short}甲"
        fields[f"{agency}-officers"] = f"样例{short}甲 0401{short}1 2030-01-01\n样例{short}乙 0401{short}2 2030-01-01"
    slips = name_people(operator, fields)
    axe(operator.page)
    people = {"began": began}
    for key, name in names.items():
        username, link = slips[name]
        people[key] = Person(person("phone" if key.endswith("inspector") else "desktop"), username)
        people[key].redeems(link)
    return SimpleNamespace(**people)


def test_from_an_empty_home_to_a_result_a_citizen_checks(clock, staff, person, tmp_path, tongjian):  # noqa: F811
    prepare(staff)
    assert perf_counter() - staff.began < TEN_MINUTES, "a newcomer is ready for the first draw in ten minutes"
    draw = draw_together(staff)
    visit = Visit.objects.get(sequence=1)
    entity = visit.entity.name
    approve(staff, entity)
    citizen = person("phone")
    anybody.check_code(citizen, visit.codes.get().code, entity, ["样例market甲", "样例safety乙"])
    clock.move_to(VISIT_DAY)
    inspect(staff, entity)
    publish(staff, entity)
    visit.refresh_from_db()
    assert visit.state == "published"

    anybody.read_result(citizen, entity, FAULT)
    anybody.read_item(citizen, ITEM_OF_MARKET)
    anybody.ask_what_concerns_me(citizen, visit.entity.uscc, ITEM_OF_MARKET)
    anybody.compute_again(citizen, draw.title)
    anybody.runs_alone("verify_draw.py", anybody.download_bundle(citizen, draw.title, tmp_path))
    nothing_was_changed(citizen, tmp_path, tongjian)


def prepare(staff):
    """Files in; checklists attached; items submitted by one person and published by another; officers qualified."""
    bring_in(staff.coordinator, "entities", "名录.csv", stations())
    axe(staff.coordinator.page)
    bring_in(staff.coordinator, "checklists", "检查表.csv", CHECKLISTS)
    bring_in(staff.coordinator, "items", "事项.csv", ITEMS)
    axe(staff.coordinator.opens("监管对象", "对象名录"))
    screenshot(staff.coordinator.page, "entities")
    attach_checklist(staff.market_handler, ITEM_OF_MARKET)
    attach_checklist(staff.safety_handler, ITEM_OF_SAFETY)
    axe(staff.safety_handler.page)
    for handler, head, reviewer in (
        (staff.market_handler, staff.market_head, staff.market_reviewer),
        (staff.safety_handler, staff.safety_head, staff.safety_reviewer),
    ):
        submit_items(handler)
        publish_items(head)
        qualify_everybody(reviewer)
    axe(staff.market_reviewer.page)


def draw_together(staff):
    """Both departments hand in a demand and hold a nonce; neither they nor who coordinates can steer the draw."""
    enter_demand(staff.market_handler, "加油站计量抽查", ITEM_OF_MARKET)
    submit_demand(staff.market_head, "加油站计量抽查")
    enter_demand(staff.safety_handler, "加油站安全抽查", ITEM_OF_SAFETY)
    submit_demand(staff.safety_head, "加油站安全抽查")
    bureau, parties = staff.coordinator, (staff.market_handler, staff.safety_handler)
    open_draw(bureau, TITLE, ("2026-11-02", "2026-12-31"), (MARKET_NAME, SAFETY_NAME))
    leave_to_the_worker(bureau.page, "冻结名录", "名录已冻结")
    draw = Draw.objects.get()
    for party in parties:
        commit(party.takes_up("提交承诺"), draw)
    for party in parties:
        reveal_from_browser(party.takes_up("揭示随机数"), draw)
        party.has_nothing_to_do()
    leave_to_the_worker(bureau.takes_up("抽取"), "抽取", "抽取完成")
    axe(bureau.page)
    press(bureau.page, "公开")
    draw.refresh_from_db()
    assert draw.state == "published"
    return draw


def approve(staff, entity):
    """The lead sets the day, each handler asks, each head approves, the lead gets the code."""
    lead = staff.market_handler if lead_of(entity) == MARKET else staff.safety_handler
    visiting.set_day(lead, entity, VISIT_DAY[:10])
    for handler in (staff.market_handler, staff.safety_handler):
        visiting.ask_approval(handler, entity)
    for head in (staff.market_head, staff.safety_head):
        visiting.approve(head, entity)
    visiting.issue_code(lead, entity)


def lead_of(entity):
    return VisitTeam.objects.get(visit__entity__name=entity, role=ParticipationRole.LEAD).agency.code


def inspect(staff, entity):
    """In together, each department its own items, out together, each hands in its own results."""
    visiting.arrive(staff.market_inspector, entity)
    visiting.find_a_fault(staff.market_inspector, entity, ITEM_OF_MARKET, FAULT)
    visiting.find_everything_in_order(staff.safety_inspector, entity, ITEM_OF_SAFETY)
    visiting.leave(staff.safety_inspector, entity)
    for inspector in (staff.market_inspector, staff.safety_inspector):
        visiting.hand_in(inspector, entity)


def publish(staff, entity):
    """A second person reviews, the head of the department publishes."""
    for reviewer, head in (
        (staff.market_reviewer, staff.market_head),
        (staff.safety_reviewer, staff.safety_head),
    ):
        visiting.review(reviewer, entity)
        visiting.publish(head, entity)


def nothing_was_changed(citizen, folder, tongjian):  # noqa: F811
    """The ledger is whole for the host, and for a citizen with a checkpoint, an export and Python."""
    assert tongjian("ledger", "verify", "--json")[0] == 0
    checkpoint, export = anybody.download_checkpoint(citizen, folder), folder / "ledger.zip"
    assert tongjian("ledger", "export", "--out", export, "--json")[0] == 0
    anybody.runs_alone("verify_ledger.py", export, "--checkpoint", checkpoint)
