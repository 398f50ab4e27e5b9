"""The library of statutes on screen."""

import pytest
from django.urls import reverse

from tests.foundation.org.factories import AgencyFactory, PostFactory
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.foundation.rulebook.models import ClauseVersion
from tongjian.foundation.rulebook.operations import link_rules, load_statutes

pytestmark = [pytest.mark.django_db, pytest.mark.engine("sqlite")]
HOST = Actor.host(*HOST_CAPABILITIES)


@pytest.fixture
def reader(client, reference):
    load_statutes(actor=HOST)
    link_rules(actor=HOST)
    user = PostFactory(agency=AgencyFactory(), role=Role.HANDLER).user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(response):
    return response.content.decode()


def at(name, *args):
    return reverse(f"rulebook:{name}", args=args)


def test_statutes_are_listed_and_found(reader):
    assert "行政处罚法" in text(reader.get(at("statutes")))
    assert "行政许可法" not in text(reader.get(at("statutes"), {"text": "处罚"}))


def test_a_statute_shows_its_clauses_and_that_wording_was_not_taken_in(reader):
    page = text(reader.get(at("statute", "XZCFF-2021")))
    assert "第四十二条" in page and "未收录原文" in page
    assert "这一天不施行" in text(reader.get(at("statute", "XZCFF-2021"), {"on": "1990-01-01"}))


def test_a_clause_shows_its_words_and_who_cites_it(reader):
    ClauseVersion.objects.filter(clause__code="XZCFF-2021:42").update(text="示例条文")
    page = text(reader.get(at("clause", "XZCFF-2021:42")))
    assert "第四十二条" in page and "示例条文" in page
    assert "条规则" in text(reader.get(at("clause", "XZCFF-2021")))


def test_what_is_not_there_is_said(reader):
    assert reader.get(at("statute", "NONE-1")).status_code == 404
    assert reader.get(at("clause", "XZCFF-2021:999")).status_code == 404


def test_the_page_of_a_statute_costs_the_same_for_many_clauses(reader, django_assert_max_num_queries):
    with django_assert_max_num_queries(18):
        reader.get(at("statute", "XZCFF-2021"))
