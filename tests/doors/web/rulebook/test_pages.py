"""The rulebook as pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.foundation.org.factories import AgencyFactory, PostFactory, RegionFactory
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook.models import Parameter, RuleChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def sign_in(client, role):
    client.force_login(PostFactory(role=role, agency=AgencyFactory(region=RegionFactory(code="140000"))).user)


@pytest.mark.parametrize("name", ["parameters", "checks", "terms", "calendar", "changes"])
def test_every_part_is_shown_at_a_constant_cost(client, name, django_assert_max_num_queries):
    sign_in(client, Role.HANDLER)
    with django_assert_max_num_queries(14):
        assert client.get(reverse(f"rulebook:{name}")).status_code == 200


def test_rules_are_found_by_their_document_and_say_what_they_are_worth(client):
    sign_in(client, Role.HANDLER)
    page = client.get(reverse("rulebook:parameters"), {"text": "cap.visits_per_year"}).content.decode()
    assert "可配置，非法定" in page
    page = client.get(reverse("rulebook:parameters"), {"text": "P02"}).content.decode()
    assert "未启用" in page


def test_one_proposes_and_another_approves(client):
    sign_in(client, Role.COORDINATOR)
    parameter = Parameter.objects.get(code="visit.notice")
    form = {
        "value": "5",
        "unit": "WD",
        "valid_from": "2099-01-01",
        "citation": "某号",
        "confidence": "found",
        "leeway": "fixed",
    }
    refused = client.post(reverse("rulebook:propose", args=[parameter.pk]), form)
    assert refused.status_code == 422
    client.post(reverse("rulebook:propose", args=[parameter.pk]), {**form, "reason": "调整"})
    change = RuleChange.objects.get()
    assert client.post(reverse("rulebook:approve", args=[change.pk])).status_code == 403
    sign_in(client, Role.REVIEWER)
    assert client.post(reverse("rulebook:approve", args=[change.pk])).status_code == 302
    assert "2099-01-01" in client.get(reverse("rulebook:parameter", args=[parameter.pk])).content.decode()


def test_two_days_are_compared_and_the_answer_leaves_as_excel(client):
    sign_in(client, Role.HANDLER)
    Parameter.objects.filter(code="visit.notice").update(valid_until="2030-06-01")
    days = {"first": "2030-12-01", "second": "2030-01-01"}  # whichever comes first
    page = client.get(reverse("rulebook:compare"), days).content.decode()
    assert "新增 0 项，变更 0 项，终止 1 项" in page
    answer = client.get(reverse("rulebook:compare"), days | {"export": "xlsx"})
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_an_export_holds_what_is_shown(client):
    sign_in(client, Role.HANDLER)
    answer = client.get(reverse("rulebook:checks"), {"text": "V03", "export": "csv"})
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert "V03" in text
    assert "V04" not in text


def test_the_book_leaves_as_a_file_and_comes_back_as_changes(client):
    sign_in(client, Role.COORDINATOR)
    notice = Parameter.objects.get(code="visit.notice")
    Parameter.objects.filter(pk=notice.pk).update(valid_from="2099-01-01", value="9")
    content = client.get(reverse("rulebook:download")).content
    Parameter.objects.filter(pk=notice.pk).update(valid_from=None, value=notice.value)

    page = client.post(reverse("rulebook:book"), {"file": SimpleUploadedFile("规则库.zip", content)})
    assert "可以提出" in page.content.decode()
    rows = page.context["accept"].initial["rows"]
    assert client.post(reverse("rulebook:propose-book"), {"rows": rows, "reason": ""}).status_code == 422
    bent = client.post(reverse("rulebook:propose-book"), {"rows": rows + "x", "reason": "依文件"})
    assert "已经过期" in bent.content.decode()
    client.post(reverse("rulebook:propose-book"), {"rows": rows, "reason": "依文件"})
    assert RuleChange.objects.get().valid_from.year == 2099


def test_another_file_is_no_book_and_says_so(client):
    sign_in(client, Role.COORDINATOR)
    for file in (b"a,b\n1,2\n", b""):
        answer = client.post(reverse("rulebook:book"), {"file": SimpleUploadedFile("x.zip", file)})
        assert answer.status_code == 422
