"""The page on which the common superior names who takes a part."""

import pytest
from django.urls import reverse

from tests.doors.visits import signed_in
from tests.supervision.inspections.test_arbitration import WHY, disputed, government, head_of_government, receiver

__all__ = ["government", "head_of_government", "receiver"]


@pytest.fixture
def url(story, receiver, government):
    return reverse("inspections:arbitration", args=[disputed(story, receiver).pk])


def test_the_head_of_the_superior_reads_the_story_and_decides(story, receiver, url, head_of_government):
    client = signed_in(head_of_government)
    page = client.get(url).content.decode()
    assert "尖草坪区人民政府" in page
    assert "不属于" in page
    assert "作出决定" in page
    assert client.post(url, {"agency": "", **WHY}).status_code == 422
    assert client.post(url, {"agency": str(receiver.agency_id), **WHY}).status_code == 302
    page = client.get(url).content.decode()
    assert "已指定" in page
    assert "作出决定" not in page


def test_the_holder_sees_who_decides_and_that_it_holds_the_part_meanwhile(story, url):
    client = signed_in(story.handler)
    page = client.get(url).content.decode()
    assert "作出决定" not in page
    assert f"决定以前由{story.lead.agency}负责" in page
    detail = client.get(story.visit.get_absolute_url()).content.decode()
    assert f"等待尖草坪区人民政府指定；决定以前由{story.lead.agency}暂持" in detail
    assert client.post(url, {"agency": str(story.lead.agency_id), **WHY}).status_code == 403


def test_strangers_do_not_find_it(url, stranger):
    assert signed_in(stranger["head"]).get(url).status_code == 404


def test_the_list_says_who_decides_and_who_holds(story, url, receiver, django_assert_max_num_queries):
    client = signed_in(story.handler)
    client.get(reverse("casework:arbitrations"))
    with django_assert_max_num_queries(10):
        page = client.get(reverse("casework:arbitrations")).content.decode()
    assert url in page
    assert "尖草坪区人民政府" in page
    assert url not in signed_in(receiver).get(reverse("casework:arbitrations")).content.decode()
