"""What people do on the pages, step by step, as a journey tells it."""

from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Page, expect

PASSWORD = "青山依旧在 2026"


@dataclass
class Worker:
    """A person with a browser of one's own."""

    page: Page
    username: str

    def goes_to(self, path: str) -> Page:
        """Opens a page; signs in again when the session has lapsed meanwhile."""
        self.page.goto(path)
        if "/org/sign-in/" in self.page.url:
            sign_in(self.page, self.username)
            self.page.goto(path)
        return self.page


def redeem(page: Page, link: str) -> None:
    """Sets the first password by a one-time link."""
    page.goto(link)
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再输一次").fill(PASSWORD)
    page.get_by_role("button", name="设置密码").click()
    expect(page.get_by_text("密码已设置")).to_be_visible()


def sign_in(page: Page, username: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state()


def hire(operator: Worker, username: str, name: str, agency: str, role: str) -> str:
    """The operator makes a user with a post; returns the one-time link."""
    page = operator.goes_to("/org/users/new/")
    page.get_by_label("姓名").fill(name)
    page.get_by_label("用户名").fill(username)
    page.get_by_role("button", name="创建").click()
    page.get_by_label("机关代码").fill(agency)
    page.get_by_label("角色").select_option(role)
    page.get_by_role("button", name="设置", exact=True).click()
    expect(page.get_by_text("岗位已设置")).to_be_visible()
    press(page, "签发一次性链接")
    link = page.locator(".callout .code, .notice .code, p.code").first.inner_text().split()[0]
    return link.strip()


def register_officer(operator: Worker, agency: str, name: str, number: str, username: str = "") -> None:
    page = operator.goes_to("/org/officers/new/")
    page.get_by_label("姓名").fill(name)
    page.get_by_label("执法证号").fill(number)
    page.get_by_label("有效期至（不含）").fill("2030-01-01")
    if username:
        page.get_by_label("用户名").fill(username)
    page.get_by_label("机关代码").fill(agency)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text(f"已登记{name}")).to_be_visible()


def press(page: Page, label: str) -> None:
    """A button that asks first where it has consequences, and the answer yes."""
    page.get_by_role("button", name=label, exact=True).first.click()
    yes = page.locator("dialog[open] [data-accept], dialog[open] button[type=submit]")
    if yes.count():
        yes.first.click()
    page.wait_for_load_state()


def bring_in(worker: Worker, dataset: str, file: dict[str, object]) -> None:
    """Uploads a file, lets it be checked under the columns proposed, and puts it into the register."""
    page = worker.goes_to(f"/imports/new/?dataset={dataset}")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="上传并查看列").click()
    page.get_by_role("button", name="校验").click()
    page.wait_for_load_state()
    press_like(page, "入库")
    run_queue()
    page.reload()
    expect(page.get_by_text("已入库").first).to_be_visible()


def press_like(page: Page, beginning: str) -> None:
    """A button whose label begins so (it also carries a count)."""
    button = page.locator("main button[type=submit]").filter(has_text=beginning).first
    label = button.inner_text().strip()
    press(page, label)


def run_queue() -> None:
    """What the worker would do now."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    connection.ensure_connection()


def attach_checklist(worker: Worker, code: str) -> None:
    page = worker.goes_to(f"/items/{code}/")
    page.get_by_role("button", name="关联", exact=True).first.click()
    page.wait_for_load_state()


def submit_and_publish(handler: Worker, head: Worker) -> None:
    """All drafts of the department at once, then all of them by a second person."""
    page = handler.goes_to("/items/submit/")
    confirm_many(page)
    page = head.goes_to("/items/publish/")
    confirm_many(page)


def confirm_many(page: Page) -> None:
    page.locator("button[data-confirm='#many-ask']").click()
    page.locator("#many-ask [data-accept]").click()
    page.wait_for_load_state()


def qualify_everyone(reviewer: Worker) -> None:
    page = reviewer.goes_to("/items/qualifications/")
    for box in page.locator("input[name=officer], input[name=item]").all():
        box.check()
    page.get_by_role("button", name="登记所选资格").click()
    page.wait_for_load_state()


def enter_demand(handler: Worker, head: Worker, title: str, item: str) -> None:
    page = handler.goes_to("/plans/new/")
    page.get_by_label("需求名称").fill(title)
    page.get_by_label(item).check()
    page.get_by_label("不少于（比例）").fill("1/4")
    page.get_by_label("名称或经营范围含有").fill("加油")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("已编制需求")).to_be_visible()
    path = page.url.split("/", 3)[3]
    press(head.goes_to(f"/{path}"), "提交")


def open_draw(coordinator: Worker, title: str, days: tuple[str, str], parties: tuple[str, ...]) -> str:
    """Returns the path of the new draw, with every submitted demand taken in."""
    page = coordinator.goes_to("/draws/new/")
    page.get_by_label("名称", exact=True).fill(title)
    page.get_by_label("周期").fill("2026年第四季度")
    page.get_by_label("检查开始日期").fill(days[0])
    page.get_by_label("检查最后日期").fill(days[1])
    for party in parties:
        page.get_by_label(party).check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    while page.get_by_role("button", name="纳入", exact=True).count():
        page.get_by_role("button", name="纳入", exact=True).first.click()
        page.wait_for_load_state()
    return "/" + page.url.split("/", 3)[3]
