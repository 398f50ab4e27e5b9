"""Plans in the browser: compiled, imported, filed, published, changed, and what a demand makes of a line."""

import io

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from tests.supervision.planning.factories import make_demand
from tests.supervision.plans.factories import content_of, handler, published
from tests.supervision.scenarios.factories import make_published
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.org.choices import Role
from tongjian.supervision.planning.models import Demand
from tongjian.supervision.planning.queries import progress_of
from tongjian.supervision.plans import operations as act
from tongjian.supervision.plans import queries
from tongjian.supervision.plans.models import Plan, PlanLine

pytestmark = pytest.mark.engine("sqlite")


def text(response):
    return BeautifulSoup(response.content, "html.parser").text


def work():
    """What the worker would do: run what is queued."""
    for queued in DBTaskResult.objects.filter(status="READY"):
        queued.task.func(*queued.args_kwargs["args"])
        queued.delete()


def do(client, plan, name):
    return client.post(reverse("plans:act", args=[plan.code, name]))


def line_data(city, **changes):
    return {
        "title": "旅行社抽查", "amount": "5‰；每2年≤1次", "window_from": "2026-03-01", "window_last": "2026-11-30",
        "items": [str(city.market_item.pk)], "object_words": "旅行社", "way": "on_site", **changes,
    }  # fmt: skip


def test_from_an_empty_form_to_a_published_plan_with_a_change(city, signed_in, client):
    writer = signed_in(city.market)
    assert "还没有计划" in text(writer.get(reverse("plans:list")))
    url = writer.post(reverse("plans:new"), {"kind": "annual", "year": "2026"}).url
    plan = Plan.objects.get()
    refused = writer.post(f"{url}lines/new/", line_data(city, amount="约3%"))
    assert (refused.status_code, "比例前面的话看不懂" in text(refused)) == (422, True)
    writer.post(f"{url}lines/new/", line_data(city))
    assert "0.5%" in text(writer.get(url))
    do(writer, plan, "hand_in")
    head = signed_in(city.market, Role.HEAD)
    do(head, plan, "submit")
    assert head.get(reverse("portal:plan", args=[plan.code])).status_code == 404
    do(signed_in(city.bureau, Role.HEAD), plan, "file")
    head = signed_in(city.market, Role.HEAD)
    do(head, plan, "publish")
    public = reverse("portal:plan", args=[plan.code])
    assert "每2年≤1次" in text(client.get(public))
    writer = signed_in(city.market)
    writer.post(f"{url}lines/1/", line_data(city, amount="20户", reason="投诉增多"))
    change = PlanLine.objects.get(state="proposed")
    assert "投诉增多" not in text(client.get(public))
    head = signed_in(city.market, Role.HEAD)
    head.post(reverse("plans:approve-change", args=[change.pk]))
    assert "投诉增多" in text(client.get(public))
    book = b"".join(head.get(reverse("plans:lines-xlsx", args=[plan.code])).streaming_content)
    assert load_workbook(io.BytesIO(book)).active["E2"].value == "20户"
    assert "20户" in b"".join(client.get(f"{public}lines.csv").streaming_content).decode()


def test_a_file_is_previewed_and_only_then_imported(city, signed_in, tmp_path):
    plan = act.draft_plan(actor=handler(city), year=2026)
    file = tmp_path / "plan.csv"
    file.write_text(
        "任务或领域,抽查对象,抽查比例及频次,发起部门\n旅行社抽查,旅行社,抽查比例3%,市文旅局\n肥料抽查,肥料,抽查1,\n"
    )
    client, url = signed_in(city.market), reverse("plans:import", args=[plan.code])
    with file.open("rb") as handle:
        columns = client.post(url, {"file": handle}).url
    heads = ("title", "objects", "amount", "initiator")
    assert client.post(columns, {f"column_{at}": name for at, name in enumerate(heads)}).status_code == 302
    work()
    batch = Batch.objects.get()
    preview = client.get(reverse("plans:import-preview", args=[batch.pk]))
    assert "导入看懂的 1 行" in text(preview) and "只有数、没有单位" in text(preview)
    assert plan.lines.count() == 0
    client.post(reverse("imports:apply", args=[batch.pk]))
    work()
    line = plan.lines.get()
    assert (line.amount, line.said, line.department_words) == ("3%", "抽查比例3%", "市文旅局")
    assert "plan.csv" in text(client.get(url)) and "已入库" in text(client.get(url))
    client.post(reverse("imports:undo", args=[batch.pk]), {"reason": "导错了"})
    assert not plan.lines.exists()
    assert client.post(url, {}).status_code == 422
    assert signed_in(city.fire).get(reverse("imports:detail", args=[batch.pk])).status_code == 404


def test_an_imported_line_keeps_what_the_department_wrote(city, signed_in):
    plan = act.draft_plan(actor=handler(city), year=2026)
    file = io.BytesIO("任务或领域,抽查比例及频次,发起部门\n旅行社抽查,抽查比例3%,市文旅局\n".encode())
    batch = act.receive_plan_file(actor=handler(city), plan_id=plan.pk, file=file, file_name="plan.csv")
    act.stage_lines(actor=handler(city), batch_id=batch.pk)
    act.apply_lines(actor=handler(city), batch_id=batch.pk)
    client = signed_in(city.market)
    client.post(reverse("plans:edit-line", args=[plan.code, 1]), line_data(city, amount="3%"))
    line = plan.lines.get()
    assert (line.said, line.department_words, line.items.get()) == ("抽查比例3%", "市文旅局", city.market_item)


def test_a_demand_begun_from_a_line_is_counted_to_its_progress(city, signed_in, clock):
    plan = published(city)
    line = PlanLine.objects.get()
    client = signed_in(city.market)
    form = BeautifulSoup(client.get(reverse("planning:new"), {"line": line.pk}).content, "html.parser")
    assert (form.select_one("#id_share")["value"], form.select_one("#id_title")["value"]) == ("10%", line.title)
    data = {
        "plan_line": form.select_one("[name=plan_line]")["value"], "title": "一季度", "method": "fixed",
        "items": [str(city.market_item.pk)], "share": "10%",
    }  # fmt: skip
    client.post(reverse("planning:new"), data)
    assert Demand.objects.get().plan_line == line
    page = text(client.get(plan.get_absolute_url()))
    assert "需求 1，已抽取 0" in page
    (found,) = progress_of(list(queries.lines_of(handler(city), plan))).values()
    assert (found.population, found.wanted, found.demands, found.percent) == (6, 1, 1, 0)


def test_the_page_of_a_plan_costs_the_same_for_one_line_and_for_ten(city, signed_in):
    plan = act.draft_plan(actor=handler(city), year=2026)
    client, counts, matter = signed_in(city.market), [], make_published(city)
    for more in (1, 9):
        for number in range(more):
            content = content_of(
                city.market_item, title=f"抽查{number}", cooperating_ids=(city.fire.pk,), scenario_version_id=matter.pk
            )
            act.write_line(actor=handler(city), plan_id=plan.pk, content=content)
        client.get(plan.get_absolute_url())
        with CaptureQueriesContext(
            connection,
        ) as queries_made:
            client.get(plan.get_absolute_url())
        counts.append(len(queries_made))
    assert counts[0] == counts[1]


def test_a_plan_nobody_published_does_not_exist_for_others(city, signed_in):
    plan = act.draft_plan(actor=handler(city), year=2026)
    assert signed_in(city.fire).get(plan.get_absolute_url()).status_code == 404
    assert make_demand(city, city.fire).plan_line is None
