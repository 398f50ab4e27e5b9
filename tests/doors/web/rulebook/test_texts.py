"""A statute's text from a file on screen: compared, accepted, and agreed to by another person."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.foundation.org.factories import AgencyFactory, PostFactory
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.foundation.rulebook import queries
from tongjian.foundation.rulebook.models import ClauseChange, ClauseVersion
from tongjian.foundation.rulebook.operations import load_statutes

pytestmark = [pytest.mark.django_db, pytest.mark.engine("sqlite")]
CODE = "SCZTDJ-2021"
ADDRESS = reverse("rulebook:statute-text", args=[CODE])
TEXT = "第一条　为了规范登记，制定本条例。\n第二条　市场主体依法登记。"


@pytest.fixture
def agency(reference):
    load_statutes(actor=Actor.host(*HOST_CAPABILITIES))
    second = ClauseVersion.objects.filter(clause__code=f"{CODE}:2")
    second.update(text="市场主体自愿登记。", valid_from="2022-01-01")
    ClauseVersion.objects.filter(clause__statute__code=CODE, clause__position__gt=2).update(valid_from="2022-01-01")
    return AgencyFactory()


@pytest.fixture
def sign_in(client, agency):
    def sign_in(role):
        user = PostFactory(agency=agency, role=role).user
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def text(response):
    return response.content.decode()


def given(content, **fields):
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("条例.txt", content, content_type="text/plain")
    return {"file": file, "document": "国务院令第746号", "valid_from": "2022-03-01", **fields}


def test_a_file_is_compared_accepted_and_agreed_to(sign_in):
    clerk = sign_in(Role.COORDINATOR)
    assert ADDRESS in text(clerk.get(reverse("rulebook:statute", args=[CODE])))
    assert clerk.get(ADDRESS).status_code == 200
    page = text(clerk.post(ADDRESS, given(TEXT.encode("gb18030"))))
    assert "补录 1 条，修改 1 条，增加 0 条，删去 53 条" in page and "修改第二条" in page
    assert "<del>市场主体自愿登记。</del>" in page and not ClauseChange.objects.exists()

    kept = {"text": TEXT, "document": "国务院令第746号", "valid_from": "2022-03-01"}
    made = clerk.post(reverse("rulebook:accept-statute-text", args=[CODE]), kept)
    listed = text(clerk.get(made.url))
    assert "废止《中华人民共和国市场主体登记管理条例》第五十五条" in listed and ClauseChange.objects.count() == 55  # noqa: PLR2004

    other = sign_in(Role.REVIEWER)
    whole = ClauseChange.objects.get(kind="fill")
    page = text(other.get(whole.get_absolute_url()))
    assert "补录《中华人民共和国市场主体登记管理条例》条文" in page and "为了规范登记" in page
    other.post(reverse("rulebook:approve-clause-change", args=[whole.pk]))
    assert queries.clause(f"{CODE}:1").text == "为了规范登记，制定本条例。"
    assert other.get(whole.get_absolute_url()).status_code == 200


def test_what_is_doubtful_is_shown_with_its_line_and_cannot_be_accepted(sign_in):
    page = text(sign_in(Role.COORDINATOR).post(ADDRESS, given("第一条　话。\n第三条　话。")))
    assert "第 2 行" in page and "条号不连续" in page and "接受" not in page


def test_an_incomplete_text_of_the_same_day_names_what_it_lacks_at_once(sign_in):
    ClauseVersion.objects.filter(clause__statute__code=CODE).update(valid_from="2022-03-01")
    page = text(sign_in(Role.COORDINATOR).post(ADDRESS, given(TEXT)))
    assert "不一致：第二条" in page and "<del>市场主体自愿登记。</del>" in page
    assert page.count("全文里没有的条：53 条") == 1 and "不一致：第五条" not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"file": SimpleUploadedFile("a.txt", b"\x00\x01\xff\xfe\xfa")}, "不是文本文件"),
        ({"file": SimpleUploadedFile("a.txt", b"a" * (2 * 1024 * 1024 + 1))}, "超过 2 MB"),
        ({"valid_from": "1999-01-01"}, "不能早于这一天"),
        ({"document": ""}, "公布或者修改的文件"),
    ],
)
def test_a_form_that_makes_no_sense_is_told_why(sign_in, fields, said):
    refused = sign_in(Role.COORDINATOR).post(ADDRESS, given(TEXT, **fields))
    assert refused.status_code == 422 and said in text(refused)


def test_who_may_not_propose_has_no_such_page(sign_in):
    assert sign_in(Role.HANDLER).get(ADDRESS).status_code == 403
