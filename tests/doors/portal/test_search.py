"""The public searches the list by department, clause and industry; what is not public is found in no way."""

from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from tests.supervision.catalog.conftest import TEXT, draft, handler, host, kinds, market, publish, reviewer
from tests.supervision.catalog.conftest import today as first_of_september
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.rulebook.operations import load_statutes
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog.models import Checklist, CheckPoint, ItemVersion
from tongjian.supervision.catalog.queries import facets

__all__ = ["draft", "first_of_september", "handler", "host", "kinds", "market", "publish", "reviewer"]
pytestmark = [pytest.mark.django_db, pytest.mark.engine("sqlite")]

SECRET = "丙不公开检查"


def page(client, name, *args, **query):
    answer = client.get(reverse(f"portal:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.content, "html.parser").main


def found(client, **query):
    return [title.get_text(strip=True) for title in page(client, "items", **query).select("article h2")]


def ways(client, **query):
    """Label of every facet link → count and address."""
    links = page(client, "items", **query).select(".facets li a")
    return {link.find(string=True).strip(): (int(link.select_one(".num").text), link["href"]) for link in links}


@pytest.fixture
def laws(kinds, host):
    load_statutes(actor=host)


@pytest.fixture
def listed(laws, draft, publish, handler):
    """Two public items; the first has a checklist that cites a clause."""
    checklist = Checklist.objects.create(code="B1", name="消防检查表", created_at=timezone.now())
    CheckPoint.objects.create(checklist=checklist, number=1, content="设施（《消防法》第十六条）是否完好")
    basis = "《消防法》第十六条；《安全生产法》第六十二条"
    first = draft("甲消防检查", text=replace(TEXT, industries="H6210;F5265", legal_basis=basis))
    act.attach_checklist(actor=handler, version_id=first.pk, checklist_code="B1")
    second = publish(draft("乙一般检查", text=replace(TEXT, legal_basis="《安全生产法》第六十二条")))
    publish(first)
    act.link_clauses(actor=Actor.system("测试", "rulebook.link"))
    return first, second


@pytest.fixture
def secret(laws, draft, publish):
    """As like the public ones as can be."""
    text = replace(TEXT, industries="A0111", legal_basis="《消防法》第十七条；《消防法》第十六条", secrecy="不公开")
    return publish(draft(SECRET, text=text))


def test_items_are_found_by_the_clause_their_basis_cites(client, listed):
    assert found(client, law="XFF-2021") == ["甲消防检查"]
    for words in ("62", "第六十二条", "第 62 条"):
        assert sorted(found(client, law="AQSCF-2021", article=words)) == ["乙一般检查", "甲消防检查"]
    assert found(client, law="AQSCF-2021", article="63") == []
    assert "看不懂是第几条" in page(client, "items", law="XFF-2021", article="最后一条").text
    assert "请先选择法律、法规" in page(client, "items", article="16").text


def test_every_way_to_narrow_the_search_says_how_much_is_left(client, listed):
    links = ways(client)
    assert links["市场监督管理"][0] == 2
    assert links["《中华人民共和国安全生产法》"][0] == 2
    assert links["《中华人民共和国消防法》"][0] == 1
    assert links["未注明行业"][0] == 1
    for label, (count, address) in links.items():
        rows = BeautifulSoup(client.get(reverse("portal:items") + address).content, "html.parser")
        assert len(rows.select("article h2")) == count, label


def test_a_chosen_way_leads_back_and_does_not_hide_its_neighbours(client, listed):
    links = ways(client, law="XFF-2021", agency_kind="SCJG")
    assert links["《中华人民共和国安全生产法》"][0] == 2
    assert links["第十六条"][0] == 1
    assert links["《中华人民共和国消防法》"][1] == "?agency_kind=SCJG"
    assert ways(client, law="XFF-2021", article="16")["第十六条"][1] == "?law=XFF-2021"


def test_a_clause_leads_to_its_items_and_they_to_the_clause(client, listed):
    clause = page(client, "clause", "XFF-2021:16")
    item = reverse("portal:item", args=[listed[0].item.code])
    assert clause.select_one(f'a[href="{item}"]')
    assert "设施（《消防法》第十六条）是否完好" in clause.text
    links = [link["href"] for link in page(client, "item", listed[0].item.code).select("a")]
    assert links.count(reverse("portal:clause", args=["XFF-2021:16"])) == 2
    law = page(client, "law", "XFF-2021")
    assert law.select_one(f'a[href="{reverse("portal:clause", args=["XFF-2021:16"])}"]')
    assert "《中华人民共和国消防法》" in page(client, "laws", text="消防").text
    assert "没有符合条件的法规" in page(client, "laws", text="没有这部法").text
    assert client.get(reverse("portal:clause", args=["XFF-2021:999"])).status_code == 404


def test_an_item_can_be_printed_and_passed_on(client, listed):
    text = page(client, "item-print", listed[0].item.code).text
    assert "设施（《消防法》第十六条）是否完好" in text
    assert page(client, "item", listed[0].item.code).select_one(".qr svg")


def test_what_is_not_public_is_found_in_no_way(client, listed, secret):
    whole = {"text": SECRET}, {"law": "XFF-2021"}, {"law": "XFF-2021", "article": "16"}, {"industry": "A"}
    for query in ({}, *whole, {"agency_kind": "SCJG"}, {"on": "2026-09-02"}):
        assert SECRET not in "".join(found(client, **query))
        for name in ("items-csv", "items-json"):
            answer = client.get(reverse(f"portal:{name}"), query)
            body = answer.getvalue().decode("utf-8-sig")
            assert SECRET not in body
            assert secret.item.code not in body
    for name in ("item", "item-print", "item-json"):
        assert client.get(reverse(f"portal:{name}", args=[secret.item.code])).status_code == 404
    for name, code in (("clause", "XFF-2021:16"), ("clause", "XFF-2021"), ("law", "XFF-2021")):
        assert SECRET not in page(client, name, code).text


def test_what_is_not_public_is_not_even_counted(client, listed, secret):
    links = ways(client)
    assert links["市场监督管理"][0] == 2
    assert "农、林、牧、渔业" not in links
    assert "第十七条" not in ways(client, law="XFF-2021")
    row = page(client, "law", "XFF-2021").find("a", string="第十七条").find_parent("tr")
    assert row.select("td")[-1].get_text(strip=True) == "—"
    assert facets({}).departments[0].count == 2


def test_a_department_with_secrets_only_is_no_choice(client, secret):
    assert not page(client, "items").select('select[name="agency_kind"] option[value="SCJG"]')
    assert not page(client, "items").select('select[name="law"] option[value="XFF-2021"]')


def test_a_public_item_does_not_name_a_secret_one_as_its_main_or_successor(client, listed, secret):
    item = listed[0].item
    item.main = item.successor = secret.item
    item.save()
    for name in ("item", "item-print", "item-json"):
        body = client.get(reverse(f"portal:{name}", args=[item.code])).content.decode()
        assert SECRET not in body
        assert secret.item.code not in body
    for name in ("items-csv", "items-json"):
        assert secret.item.code not in client.get(reverse(f"portal:{name}")).getvalue().decode("utf-8-sig")


def test_a_secret_version_stays_secret_although_a_public_one_is_to_follow(client, listed, secret, draft, publish):
    publish(draft(SECRET, text=replace(TEXT, note="将来公开", secrecy="公开")), valid_from=date(2026, 12, 1))
    ItemVersion.objects.filter(pk=secret.pk).update(note="现在不公开的内容")
    body = page(client, "item", secret.item.code).text
    assert "将来公开" in body
    assert "现在不公开的内容" not in body
    assert SECRET not in "".join(found(client))


def test_the_search_costs_the_same_however_much_there_is(
    client, listed, draft, publish, django_assert_max_num_queries
):
    for number in range(12):
        publish(draft(f"样例{number}", text=replace(TEXT, industries="H6210", legal_basis="《消防法》第十六条")))
    with django_assert_max_num_queries(14):
        page(client, "items", law="XFF-2021", article="16")
    with django_assert_max_num_queries(9):
        page(client, "clause", "XFF-2021:16")
    with django_assert_max_num_queries(8):
        page(client, "law", "XFF-2021")
