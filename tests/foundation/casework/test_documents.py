"""Documents are numbered without gaps, look as GB/T 9704 has it, say what was pinned, and anybody can verify them."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pypdf import PdfReader

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.casework import queries
from tongjian.foundation.casework.models import Document
from tongjian.foundation.casework.operations import Draft, issue_document, preview_document, void_document
from tongjian.foundation.casework.queries import DocumentFilter
from tongjian.foundation.casework.typesetting import typeset
from tongjian.foundation.kernel.errors import Conflict, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook.models import Parameter

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
TEMPLATE = "#show: official\n#data.said"
VERIFY = "https://jianguan.example/public/documents/verify/"


@pytest.fixture
def agency(reference):
    return AgencyFactory(name="太原市市场监督管理局", region=RegionFactory(code="140100", name="太原市"))


@pytest.fixture
def handler(agency):
    return actor_in(agency, Role.HANDLER)


@pytest.fixture
def draft(agency):
    return Draft(
        kind="inspection_notice", word="检通", title="行政检查通知书", agency=agency, template=TEMPLATE,
        facts={"said": "请予配合。"}, matter_kind="inspections.visit", matter_id="1", matter="J-1", url="/",
    )  # fmt: skip


def text_of(content):
    return (
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        .replace("\n", "")
        .replace(" ", "")
    )


def issue(handler, draft):
    return issue_document(actor=handler, draft=draft, verify_at=VERIFY)


def test_it_says_what_it_was_given_under_a_number_of_its_agency(handler, draft):
    document = issue(handler, draft)

    assert document.number.startswith("太原市市场监督管理局检通〔") and document.number.endswith("〕1号")
    said = text_of(queries.read_document(document))
    for part in (document.number, "行政检查通知书", "请予配合。", document.check_word, "太原市市场监督管理局"):
        assert part in said
    entry = Entry.objects.get(action="document.issued")
    assert document.sha256 in entry.data and "请予配合" not in entry.data


def test_numbers_of_an_agency_a_kind_and_a_year_have_no_gaps(handler, draft):
    broken = replace(draft, template="#show: official\n#data.absent")
    other = replace(draft, matter_id="2")
    numbers = [issue(handler, draft).number]
    with pytest.raises(RuleViolated, match="文书内容不全"):
        issue(handler, replace(broken, matter_id="3"))
    numbers += [
        issue(handler, other).number,
        issue(handler, replace(draft, kind="inspection_result", word="检告")).number,
    ]
    assert [number[-4:] for number in numbers] == ["6〕1号", "6〕2号", "6〕1号"]


def test_an_agency_sets_how_its_numbers_are_written(handler, draft, agency):
    Parameter.objects.filter(code="document.number").update(value="并市监{文种}〔{年}〕{号}号")
    assert issue(handler, draft).number.startswith("并市监检通〔20")
    Parameter.objects.filter(code="document.number").update(value="并市监第{号}号")
    with pytest.raises(RuleViolated, match="缺少"):
        issue(handler, replace(draft, matter_id="2"))


def test_what_people_write_is_text_and_never_markup(handler, draft):
    hostile = '#panic("x") *粗* $x$ \\ "引号" #{ read("/etc/passwd") } @ref <label> ' + "很长的企业名称" * 20
    said = text_of(queries.read_document(issue(handler, replace(draft, facts={"said": hostile}))))
    assert '#panic("x")*粗*$x$\\"引号"' in said.replace(" ", "")


@pytest.mark.engine("sqlite")
def test_the_same_facts_at_the_same_moment_are_the_same_file():
    facts = {"agency": "甲局", "title": "通知书", "number": "甲〔2026〕1号", "date": "2026年11月20日", "said": "一"}
    assert typeset(TEMPLATE, facts, at=AT) == typeset(TEMPLATE, facts, at=AT)


def test_a_preview_has_no_number_and_leaves_nothing(handler, draft):
    assert "尚未编号" in text_of(preview_document(actor=handler, draft=draft))
    assert not Document.objects.exists()
    assert issue(handler, draft).number.endswith("〕1号")


def test_only_its_own_agency_issues_and_only_those_who_may(draft, agency):
    for actor in (actor_in(agency, Role.INSPECTOR), actor_in(AgencyFactory(region=RegionFactory(code="140213")))):
        with pytest.raises(NotAllowed):
            issue(actor, draft)
        with pytest.raises(NotAllowed):
            preview_document(actor=actor, draft=draft)


def test_a_void_document_keeps_its_number_and_says_so(handler, draft, agency):
    document, reviewer = issue(handler, draft), actor_in(agency, Role.REVIEWER)
    with pytest.raises(NotAllowed):
        void_document(actor=handler, document_id=document.pk, reason="写错")
    with pytest.raises(RuleViolated, match="理由"):
        void_document(actor=reviewer, document_id=document.pk, reason=" ")
    void_document(actor=reviewer, document_id=document.pk, reason="日期写错")
    with pytest.raises(NotAllowed, match="已经作废"):
        void_document(actor=reviewer, document_id=document.pk, reason="再次")
    with pytest.raises(NotFound):
        void_document(actor=actor_in(AgencyFactory(region=RegionFactory(code="140213")), Role.REVIEWER),
                      document_id=document.pk, reason="写错")  # fmt: skip
    assert queries.verify_document(document.number, document.check_word).voided_at
    assert issue(handler, draft).number.endswith("〕2号")


def test_one_document_of_a_kind_about_a_matter_holds_at_a_time(handler, draft, agency):
    first = issue(handler, draft)
    with pytest.raises(NotAllowed, match="先作废"):
        issue(handler, draft)
    void_document(actor=actor_in(agency, Role.REVIEWER), document_id=first.pk, reason="写错")
    assert issue(handler, draft).number.endswith("〕2号"), "the one refused took no number"


def test_a_file_that_is_gone_is_said_in_words(handler, draft):
    document = issue(handler, draft)
    default_storage.delete(document.file)
    with pytest.raises(Conflict, match="不见了"):
        queries.read_document(document)


def test_whoever_holds_number_and_word_verifies_it_and_nobody_else(handler, draft):
    document = issue(handler, draft)
    assert queries.verify_document(f" {document.number} ", document.check_word.lower()) == document
    assert queries.verify_document(document.number, "AAAAAAAA") is None
    assert queries.verify_document("没有这个文号", document.check_word) is None


def test_a_file_that_was_exchanged_is_not_handed_out(handler, draft):
    document = issue(handler, draft)
    default_storage.delete(document.file)
    default_storage.save(document.file, ContentFile(b"%PDF-1.7 other"))
    with pytest.raises(Conflict, match="不一致"):
        queries.read_document(document)


def test_documents_are_seen_by_their_agency_and_found(handler, draft, agency):
    document = issue(handler, draft)
    found = queries.list_documents(handler, DocumentFilter(text="检通", is_void=False))
    assert list(found) == [document]
    assert not queries.list_documents(handler, DocumentFilter(is_void=True)).exists()
    with pytest.raises(NotFound):
        queries.get_document(actor_in(AgencyFactory(region=RegionFactory(code="140213"))), document.pk)
