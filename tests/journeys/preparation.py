"""What must be there before a draw: registers brought in from files, items published, officers qualified, demands."""

from django.db import connection
from playwright.sync_api import expect

from tests.journeys.people import Person, accept, follow, press
from tongjian.doors.cli.worker import PatientWorker


def bring_in(person: Person, dataset: str, name: str, text: str) -> None:
    """Uploads a file as spreadsheets of the country write it, checks it under the columns proposed, and applies it."""
    page = person.opens("监管对象", "导入批次")
    follow(page.get_by_role("link", name="导入文件").first)
    page.get_by_label("导入什么").select_option(dataset)
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode("gb18030")}
    page.set_input_files("input[type=file]", file)
    press(page, "上传并查看列")
    press(page, "校验")
    run_queue()  # the page draws itself anew when the rows are checked
    expect(page.get_by_role("button", name="入库").first).to_be_visible()
    press(page, "入库")
    run_queue()
    page.reload()
    expect(page.get_by_text("已入库").first).to_be_visible()


def run_queue() -> None:
    """What the worker process does when it next looks."""
    PatientWorker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="journey",
    ).run()
    connection.ensure_connection()


def attach_checklist(handler: Person, item: str) -> None:
    """Takes the checklist proposed first."""
    page = handler.opens("监管事项", "事项清单")
    follow(page.get_by_role("link", name=item).first)
    press(page, "关联")
    expect(page.get_by_role("button", name="取消关联")).to_be_visible()


def submit_items(handler: Person) -> None:
    page = handler.opens("监管事项", "批量送审")
    accept(page.locator("button[data-confirm='#many-ask']"))
    expect(page.get_by_text("已提交 1 项")).to_be_visible()


def publish_items(head: Person) -> None:
    page = head.opens("监管事项", "审核发布")
    accept(page.locator("button[data-confirm='#many-ask']"))
    expect(page.get_by_text("已发布 1 项")).to_be_visible()


def qualify_everybody(reviewer: Person) -> None:
    """All officers of the department for all its items."""
    page = reviewer.opens("监管事项", "事项资格")
    for box in page.locator("input[name=officer], input[name=item]").all():
        box.check()
    press(page, "登记所选资格")
    expect(page.get_by_text("已登记 2 项资格")).to_be_visible()


def enter_demand(handler: Person, title: str, item: str) -> None:
    """A quarter of the filling stations."""
    page = handler.opens("计划与抽取", "抽查需求")
    follow(page.get_by_role("link", name="编制需求").first)
    page.get_by_label("需求名称").fill(title)
    page.get_by_label(item).check()
    page.get_by_label("不少于（比例）").fill("1/4")
    page.get_by_label("名称或经营范围含有").fill("加油")
    press(page, "保存草稿")
    expect(page.get_by_text("已编制需求")).to_be_visible()


def submit_demand(head: Person, title: str) -> None:
    page = head.opens("计划与抽取", "抽查需求")
    follow(page.get_by_role("link", name=title))
    press(page, "提交")
    expect(page.get_by_text("已提交").first).to_be_visible()
