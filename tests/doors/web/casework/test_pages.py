"""The workbench, to-dos, limits and search."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, PostFactory, RegionFactory, UserFactory
from tests.supervision.inspections.factories import VisitFactory
from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock, Todo
from tongjian.foundation.org.choices import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def post(client):
    post = PostFactory(role=Role.HANDLER, agency=AgencyFactory(region=RegionFactory(code="140108")))
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return post


def clock(agency, **fields):
    now = timezone.now()
    given = {"started_at": now, "due_at": now + timedelta(days=3), "unit": "D", "amount": "3"} | fields
    return Clock.objects.create(agency=agency, matter_kind="x", matter_id="1", title="公示结果", **given)


def todo(agency, **fields):
    return Todo.objects.create(
        agency=agency, title="审批：晋味轩", url="/visits/1/", matter_kind="x", matter_id="1", step="x",
        created_at=timezone.now(), **fields,
    )  # fmt: skip


def text(answer):
    return answer.content.decode()


def test_the_workbench_shows_what_waits(client, post):
    todo(post.agency, clock=clock(post.agency))
    clock(post.agency, state=ClockState.EXPIRED, due_at=timezone.now() - timedelta(days=2))
    page = text(client.get("/"))
    assert "审批：晋味轩" in page
    assert "剩 " in page
    assert "已超期 " in page
    assert 'class="count">1<' in page


def test_an_empty_workbench_says_what_will_be_there(client, post):
    page = text(client.get("/"))
    assert "需要您处理的事项会出现在这里" in page
    assert "法定时限起算后会出现在这里" in page


def test_somebody_without_a_post_is_told_so(client):
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    page = text(client.get("/"))
    assert "您还没有岗位" in page
    assert 'href="/todo/"' not in page


@pytest.mark.parametrize("path", ["/", "/todo/", "/todo/clocks/"])
def test_it_costs_the_same_however_much_waits(client, post, django_assert_max_num_queries, path):
    for _ in range(10):
        todo(post.agency, clock=clock(post.agency))
    with django_assert_max_num_queries(20):
        assert client.get(path).status_code == 200


def test_limits_are_found_by_their_state_and_exported_in_words(client, post):
    clock(post.agency, state=ClockState.EXPIRED, due_at=timezone.now() - timedelta(days=2))
    assert "公示结果" in text(client.get("/todo/clocks/", {"state": "expired"}))
    assert "公示结果" not in text(client.get("/todo/clocks/", {"state": "suspended"}))
    answer = client.get("/todo/clocks/", {"export": "csv"})
    body = b"".join(answer.streaming_content).decode() if answer.streaming else text(answer)
    assert "已超期 " in body


def test_one_search_finds_enterprises_visits_and_agencies(client, post):
    visit = VisitFactory()
    assert client.get("/search/", {"q": visit.entity.uscc}).status_code == 302
    by_number = text(client.get("/search/", {"q": visit.entity.name[:12]}))
    assert visit.entity.name in by_number
    assert post.agency.name in text(client.get("/search/", {"q": post.agency.name}))
    assert "没有找到" in text(client.get("/search/", {"q": "并无此物<script>"}))
    assert "<script>" not in text(client.get("/search/", {"q": "并无此物<script>"})).split("<main")[1]
    assert "请输入要找的内容" in text(client.get("/search/"))


@pytest.mark.usefixtures("reference")
def test_search_finds_rules_and_leads_to_all_of_a_kind(client, post, django_assert_max_num_queries):
    page = text(client.get("/search/", {"q": "期限"}))
    assert "/rules/?text=%E6%9C%9F%E9%99%90" in page
    page = text(client.get("/search/", {"q": "visit.notice"}))
    assert "检查前通知被检查对象" in page
    assert "/rules/?text=" not in page
    with django_assert_max_num_queries(20):
        client.get("/search/", {"q": "检查"})
