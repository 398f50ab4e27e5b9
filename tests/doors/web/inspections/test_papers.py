"""The notice and the result of a visit as documents: looked at, issued by whom it concerns, verified by anybody."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.foundation.org.factories import PostFactory
from tongjian.foundation.casework.models import Document
from tongjian.foundation.org.choices import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(client):
    def enter(agency, role=Role.HANDLER):
        client.force_login(PostFactory(agency=agency, role=role).user)
        return client

    return enter


def text(response):
    return response.content.decode()


def said(response):
    pages = PdfReader(io.BytesIO(response.content)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


def at(name, *args):
    return reverse(f"inspections:{name}", args=args)


def test_before_the_code_there_is_no_notice(enter, story):
    client = enter(story.lead.agency)
    assert "制发检查通知书" not in text(client.get(story.visit.get_absolute_url()))
    assert client.post(at("issue-notice", story.visit.pk)).status_code == 422


def test_the_leading_department_looks_and_issues_and_the_enterprise_verifies(enter, story):
    story.coded()
    client = enter(story.lead.agency)
    assert "制发检查通知书" in text(client.get(story.visit.get_absolute_url()))
    looked = client.get(at("preview-notice", story.visit.pk))
    assert looked["Content-Type"] == "application/pdf"
    assert "尚未编号" in said(looked) and story.visit.entity.name in said(looked)

    page = client.post(at("issue-notice", story.visit.pk), follow=True)

    document = Document.objects.get()
    assert document.number in text(page)
    file = client.get(reverse("documents:file", args=[document.pk]))
    for team in story.teams:
        assert team.agency.name in said(file)
    page = text(client.get(story.visit.get_absolute_url()))
    assert f"已制发 {document.number}" in page
    assert client.post(at("issue-notice", story.visit.pk)).status_code == 403
    assert document.number in text(client.get(reverse("documents:list"), {"text": "检通"}))
    client.logout()
    verify = reverse("portal:verify-document")
    answer = client.get(verify, {"number": document.number, "word": document.check_word})
    assert "真实有效" in text(answer)
    assert story.visit.entity.name not in text(answer)
    assert client.get(verify, {"number": document.number, "word": "AAAAAAAA"}).status_code == 404
    assert "二维码" in text(client.get(verify))


def test_another_department_of_the_visit_does_not_issue_it(enter, story):
    story.coded()
    client = enter(story.other.agency)
    assert client.post(at("issue-notice", story.visit.pk)).status_code == 403
    assert client.get(at("preview-notice", story.visit.pk)).status_code == 403


def test_a_reviewed_result_is_told_and_a_wrong_one_is_voided(enter, story):
    story.reviewed()
    client = enter(story.lead.agency)
    assert "制发结果告知书" in text(client.get(at("results", story.lead.pk)))
    client.post(at("issue-result", story.lead.pk))
    document = Document.objects.get()
    assert "检告" in document.number
    assert story.visit.number in said(client.get(reverse("documents:file", args=[document.pk])))

    client = enter(story.lead.agency, Role.REVIEWER)
    client.post(reverse("documents:void", args=[document.pk]), {"reason": "日期写错"})
    assert "已作废" in text(client.get(document.get_absolute_url()))
    answer = client.get(reverse("portal:verify-document"), {"number": document.number, "word": document.check_word})
    assert "作废" in text(answer)


def test_results_nobody_reviewed_are_not_told(enter, story):
    story.checked()
    client = enter(story.lead.agency)
    assert client.post(at("issue-result", story.lead.pk)).status_code == 422
