"""Consolidation in the browser: computed, opened, answered, settled, published."""

import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.supervision.planning.factories import make_agency
from tests.supervision.plans.factories import content_of, published_for, sharing_a_point
from tongjian.foundation.org.choices import Role
from tongjian.supervision.plans.models import Consolidation, Proposal

pytestmark = pytest.mark.engine("sqlite")


def text(response):
    return BeautifulSoup(response.content, "html.parser").text


@pytest.fixture
def planned(city):
    sharing_a_point(city.market_item, city.fire_item)
    often = content_of(city.market_item, amount="全覆盖；2次/年", window_until=date(2026, 7, 1))
    published_for(city, city.market, often)
    published_for(city, city.fire, content_of(city.fire_item, title="消防抽查", amount="全覆盖；1次/年"))
    return city


def act(client, proposal, name, data=None):
    address = reverse(f"consolidation:{name}", args=[proposal.consolidation.code, proposal.number])
    return client.post(address, data) if data is not None else client.get(address)


def test_from_the_matrix_to_a_joint_plan_that_everybody_reads(planned, signed_in, client):
    coordinator = signed_in(planned.bureau, Role.COORDINATOR)
    page = coordinator.get(reverse("consolidation:preview"), {"year": "2026"})
    cell = BeautifulSoup(page.content, "html.parser").select_one(".overlap-matrix td a")
    assert cell.text == "6" and "agency=140100-" in cell["href"]
    assert "最多可少进企 6 户次" in text(page) and "低频就高频" in text(page)
    assert Consolidation.objects.count() == 0, "looking keeps nothing"
    address = coordinator.post(reverse("consolidation:open"), {"year": "2026"}).url
    proposal = Proposal.objects.get()
    assert "未答复" in text(coordinator.get(address, {"agency": "140100-XF", "other": "140100-SCJG"}))
    assert "没有符合条件" in text(coordinator.get(address, {"kind": "cancel"}))
    assert "收齐或者期限届满后再决定" in text(act(coordinator, proposal, "proposal"))
    for agency in (planned.market, planned.fire):
        department = signed_in(agency)
        assert "对象相同" in text(act(department, proposal, "proposal"))
        act(department, proposal, "answer", {"answer": "agree", "reason": ""})
    coordinator = signed_in(planned.bureau, Role.COORDINATOR)
    assert act(coordinator, proposal, "adopt", {}).status_code == 422, "a joint visit has a lead"
    act(coordinator, proposal, "adopt", {"lead": str(planned.market.pk)})
    act(coordinator, proposal, "lead", {"lead": str(planned.fire.pk)})
    public = reverse("portal:joint-plan", args=[proposal.consolidation.code])
    assert client.get(public).status_code == 404
    coordinator = signed_in(planned.bureau, Role.COORDINATOR)
    coordinator.post(f"{address}publish/")
    assert "牵头：太原市消防救援局" in text(client.get(public))
    assert proposal.consolidation.code in text(client.get(reverse("portal:joint-plans")))
    coordinator = signed_in(planned.bureau, Role.COORDINATOR)
    book = b"".join(coordinator.get(address, {"export": "xlsx"}).streaming_content)
    assert load_workbook(io.BytesIO(book)).active["B2"].value == "合并"


def test_a_refusal_needs_its_reason_and_is_dropped_with_one(planned, signed_in):
    signed_in(planned.bureau, Role.COORDINATOR).post(reverse("consolidation:open"), {"year": "2026"})
    proposal = Proposal.objects.get()
    fire = signed_in(planned.fire)
    refused = act(fire, proposal, "answer", {"answer": "refuse", "reason": ""})
    assert (refused.status_code, "请写明不同意的理由" in text(refused)) == (422, True)
    act(fire, proposal, "answer", {"answer": "refuse", "reason": "须夜间检查"})
    act(signed_in(planned.market), proposal, "answer", {"answer": "agree"})
    coordinator = signed_in(planned.bureau, Role.COORDINATOR)
    assert "太原市消防救援局不同意" in text(act(coordinator, proposal, "proposal"))
    act(coordinator, proposal, "drop", {"reason": "理由成立"})
    assert "理由成立" in text(act(coordinator, proposal, "proposal"))


def test_other_departments_see_neither_rounds_nor_proposals(planned, signed_in):
    signed_in(planned.bureau, Role.COORDINATOR).post(reverse("consolidation:open"), {"year": "2026"})
    proposal = Proposal.objects.get()
    third = signed_in(make_agency("SW", "商务"))
    assert "还没有撮合" in text(third.get(reverse("consolidation:list")))
    assert act(third, proposal, "proposal").status_code == 404
    assert third.get(proposal.consolidation.get_absolute_url()).status_code == 404
    assert third.get(reverse("consolidation:preview")).status_code == 403


def test_a_round_costs_the_same_for_one_proposal_and_several(planned, signed_in):
    coordinator = signed_in(planned.bureau, Role.COORDINATOR)
    address = coordinator.post(reverse("consolidation:open"), {"year": "2026"}).url
    coordinator.get(address)
    with CaptureQueriesContext(connection) as one:
        coordinator.get(address)
    first = Proposal.objects.get()
    for number in (2, 3):
        Proposal.objects.create(
            consolidation=first.consolidation, number=number, kind="merge", facts=first.facts, saved=number
        )
    with CaptureQueriesContext(connection) as three:
        coordinator.get(address)
    assert len(three) == len(one)
