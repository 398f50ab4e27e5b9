"""Workbench, rules and record in a real browser: nobody is shut out, nothing runs off the screen, long names fit."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from tests.foundation.org.factories import PASSWORD, AgencyFactory, PostFactory, RegionFactory, UserFactory
from tests.journeys.browsing import axe, screenshot
from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.ledger.operations import request_verification, run_verification, seal_entries
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.queries import actor_for
from tongjian.foundation.rulebook.choices import Confidence
from tongjian.foundation.rulebook.models import Parameter
from tongjian.foundation.rulebook.operations import NewValue, propose_change

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "山西晋中国家农业高新技术产业示范区（太谷区）汾河流域生态保护·综合治理工程建设管理委员会综合行政执法局"


@pytest.fixture
def office(reference):
    return AgencyFactory(region=RegionFactory(code="140000"), name=LONG)


def enter(page, office, role):
    user = UserFactory(name="欧阳娜仁托娅·阿依古丽")
    PostFactory(user=user, agency=office, role=role)
    page.goto("/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="工作台", level=1)).to_be_visible()
    return actor_for(user, post_id=None, via="web")


def look(page, path, name):
    page.goto(path)
    page.wait_for_load_state("networkidle")
    axe(page)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, path
    screenshot(page, name)


def fill(office):
    """Limits in every state, to-dos, a rule change, a sealed and checked record."""
    now = timezone.now()
    states = [
        {"due_at": now + timedelta(days=9)},
        {"due_at": now + timedelta(hours=20), "warned_first_at": now},
        {"due_at": now - timedelta(days=3), "state": ClockState.EXPIRED},
        {"due_at": now + timedelta(days=9), "state": ClockState.SUSPENDED, "suspended_at": now},
        {"due_at": None},
        {"due_at": now + timedelta(days=400), "is_provisional": True},
    ]
    for number, fields in enumerate(states):
        clock = Clock.objects.create(
            agency=office, matter_kind="x", matter_id=str(number), unit="WD", amount="20", parameter_code="T01",
            title=f"公示检查结果：{LONG}", citation="国发〔2019〕5号", started_at=now - timedelta(days=10), **fields,
        )  # fmt: skip
        Todo.objects.create(
            agency=office, title=f"审批：{LONG}", url="/visits/", matter_kind="x", matter_id=str(number), step="x",
            created_at=now, clock=clock,
        )  # fmt: skip


def change_a_rule(actor):
    new = NewValue(
        value="3",
        citation=f"《{LONG}行政检查频次管理办法（试行）》第十二条第二款第三项",
        confidence=Confidence.FOUND,
        valid_from=date(2099, 1, 1),
        reason=LONG * 3,
    )
    return propose_change(actor=actor, parameter_id=Parameter.objects.get(code="cap.visits_per_year").pk, new=new)


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_every_page_is_accessible_fits_and_bears_long_names(person, office, screen):
    page = person(screen)
    actor = enter(page, office, Role.COORDINATOR)
    for name, path in (("workbench", "/"), ("todos", "/todo/"), ("changes", "/rules/changes/")):
        look(page, path, f"{screen}-{name}-empty")
    look(page, "/public/ledger/", f"{screen}-public-ledger")

    fill(office)
    change = change_a_rule(actor)
    with transaction.atomic():
        record(actor, "rulebook.change_rejected", change, code="x", note=LONG)
    seal_entries(actor=Actor.system("测试", "ledger.seal"))
    run, _ = request_verification(actor=actor)
    run_verification(actor=Actor.system("测试", "ledger.verify"), run_id=run.pk)
    entry = Entry.objects.get(action="rulebook.change_proposed")
    parameter = Parameter.objects.get(code="cap.visits_per_year")
    pages = {
        "workbench": "/",
        "todos": "/todo/",
        "clocks": "/todo/clocks/",
        "search": f"/search/?q={LONG[:6]}",
        "search-nothing": "/search/?q=无此物",
        "rules": "/rules/",
        "checks": "/rules/checks/",
        "terms": "/rules/terms/",
        "calendar": "/rules/calendar/",
        "calendar-new": "/rules/calendar/new/",
        "changes": "/rules/changes/",
        "change": change.get_absolute_url(),
        "parameter": f"/rules/{parameter.pk}/",
        "propose": f"/rules/{parameter.pk}/change/",
        "ledger": "/ledger/",
        "entry": f"/ledger/{entry.pk}/",
        "checkpoints": "/ledger/checkpoints/",
        "public-ledger": "/public/ledger/",
    }
    for name, path in pages.items():
        look(page, path, f"{screen}-{name}")


def test_one_proposes_another_approves_and_both_see_what_changes(person, office):
    coordinator, reviewer = person(), person()
    enter(coordinator, office, Role.COORDINATOR)
    enter(reviewer, office, Role.REVIEWER)
    parameter = Parameter.objects.get(code="cap.visits_per_year")
    coordinator.goto(f"/rules/{parameter.pk}/change/")
    coordinator.get_by_role("button", name="提交复核").click()
    expect(coordinator.get_by_role("alert")).to_contain_text("还不能提交")
    axe(coordinator)
    screenshot(coordinator, "propose-refused")
    coordinator.get_by_label("新值").fill("3")
    coordinator.get_by_label("生效日期").fill("2099-01-01")
    coordinator.get_by_label("依据").fill("晋政办发〔2026〕18号第3条")
    coordinator.get_by_label("可信度").select_option("found")
    coordinator.get_by_label("理由").fill("省里规定年度上限为三次")
    coordinator.get_by_role("button", name="提交复核").click()
    expect(coordinator.get_by_text("须由另一人复核")).to_be_visible()
    expect(coordinator.get_by_text("您没有复核规则变更的权限").first).to_be_visible()

    reviewer.goto(coordinator.url)
    reviewer.get_by_role("button", name="批准").first.click()
    reviewer.get_by_role("button", name="确认批准").click()
    expect(reviewer.get_by_text("已批准，新值从生效日期起适用")).to_be_visible()
    axe(reviewer)
    screenshot(reviewer, "change-approved")
    reviewer.goto(f"/rules/{parameter.pk}/")
    expect(reviewer.get_by_text("尚未生效").first).to_be_visible()
