"""The whole book leaves as one file, is read again only as it left, and brings changes for two persons."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError, NotAllowed, RuleViolated
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook.book import MANIFEST, compare_book, read_book, write_book
from tongjian.foundation.rulebook.models import Check, Parameter, RuleChange, Term
from tongjian.foundation.rulebook.operations import propose_book

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
READER = Actor.host("rulebook.view")
CODE = "visit.notice"


@pytest.fixture
def proposer():
    return actor_in(AgencyFactory(region=RegionFactory(code="140000")), Role.COORDINATOR)


@pytest.fixture
def coming():
    """A book of elsewhere, which has one more value to begin soon."""
    day = timezone.localdate() + timedelta(days=30)
    row = Parameter.objects.get(code=CODE)
    added = Parameter(**{field.name: getattr(row, field.name) for field in row._meta.concrete_fields[1:]})
    added.value, added.valid_from = "5", day
    added.save()
    content = write_book(READER)
    added.delete()
    return content


def departures(content):
    return compare_book(READER, read_book(content))


def test_the_same_book_is_the_same_bytes_and_no_departure():
    content = write_book(READER)
    assert content == write_book(READER)
    assert departures(content) == []


def test_no_column_of_a_rule_is_left_out():
    tables = read_book(write_book(READER))
    for model, name in ((Parameter, "parameters.csv"), (Check, "checks.csv"), (Term, "dictionaries.csv")):
        columns = {field.name for field in model._meta.concrete_fields} - {"id"}
        assert columns - set(tables[name][0]) <= {"context"}, "terms belong to no module"


def test_what_differs_is_said_field_by_field():
    content = write_book(READER)
    Parameter.objects.filter(code=CODE).update(value="9")
    Check.objects.filter(code="V03").delete()
    [notice, check] = departures(content)
    assert notice.fields == [("value", "9", Parameter(value="3").value)]
    assert (check.table, check.here, check.there["code"]) == ("checks.csv", None, "V03")
    assert not notice.is_coming and not check.is_coming


def test_a_value_that_is_to_begin_waits_for_a_second_person(proposer, coming):
    rows = [one.there for one in departures(coming) if one.is_coming]
    [change] = propose_book(actor=proposer, rows=rows, reason="依省级文件")
    assert (change.parameter_code, change.value, change.state) == (CODE, "5", "proposed")
    assert Parameter.objects.filter(code=CODE).count() == 1


def test_all_are_proposed_or_none(proposer, coming):
    [row] = [one.there for one in departures(coming) if one.is_coming]
    with pytest.raises(RuleViolated, match="visit.notice：新值应当|visit.notice：期限应当"):
        propose_book(actor=proposer, rows=[row, row | {"value": "0", "scope_region": "140100"}], reason="依省级文件")
    assert not RuleChange.objects.exists()


@pytest.mark.parametrize(
    ("bent", "said"),
    [
        ({"valid_from": "9999-99-99"}, "不是日期"),
        ({"leeway": "x"}, "下级可否"),
        ({"confidence": "x"}, "可信度"),
        ({"citation": "长" * 301}, "300 字"),
        ({"code": "没有这个"}, "随软件发布"),
    ],
)
def test_a_row_somebody_bent_is_refused_by_name(proposer, coming, bent, said):
    [row] = [one.there for one in departures(coming) if one.is_coming]
    with pytest.raises(DomainError, match=said):
        propose_book(actor=proposer, rows=[row | bent], reason="依省级文件")


def test_only_those_who_may_propose_do(coming):
    rows = [one.there for one in departures(coming) if one.is_coming]
    with pytest.raises(NotAllowed):
        propose_book(actor=READER, rows=rows, reason="依省级文件")


def test_an_empty_file_of_news_is_refused(proposer):
    with pytest.raises(RuleViolated, match="没有可以提出"):
        propose_book(actor=proposer, rows=[], reason="依省级文件")


def rewritten(content, name, change):
    """The same file with one table or the manifest bent (None: left out)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            text = old.read(part) if part != name else change(old.read(part)) if change else None
            if text is not None:
                new.writestr(part, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("parameters.csv", lambda text: text.replace(b"visit.notice", b"visit.notxce"), "被改过"),
        ("checks.csv", None, "缺少 checks.csv"),
        (MANIFEST, lambda text: text.replace(b"rules/1", b"rules/9"), "格式"),
        (MANIFEST, lambda text: b"[]", "格式"),
        (MANIFEST, lambda text: b"{", "损坏"),
    ],
)
def test_a_file_that_is_not_what_left_is_refused_with_the_place(name, change, said):
    with pytest.raises(RuleViolated, match=said):
        read_book(rewritten(write_book(READER), name, change))


def test_what_is_no_archive_is_refused():
    with pytest.raises(RuleViolated, match="打不开"):
        read_book(b"PK\x03\x04 nothing")
