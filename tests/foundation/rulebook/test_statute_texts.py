"""A statute's whole text is held against what is kept; what differs is proposed, and another person agrees."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.kernel.errors import Conflict, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook import queries
from tongjian.foundation.rulebook.choices import ClauseKind, Confidence
from tongjian.foundation.rulebook.models import Clause, ClauseChange, ClauseVersion, Statute
from tongjian.foundation.rulebook.operations import (
    Amendment,
    StatuteText,
    approve_clause_change,
    propose_clause_change,
    propose_statute_text,
)
from tongjian.pure.statutes import chinese

pytestmark = pytest.mark.django_db

BEGUN, DAY = date(2020, 1, 1), date(2027, 1, 1)
FIRST = """第一条　为了示例，制定本条例。
第二条　单位应当：
（一）建立制度；
（二）定期检查。
负责人对此负责。
第三条　本条例自2020年1月1日起施行。"""
SECOND = """第一条　为了示例， 制定本条例。
第二条　单位应当：
（一）建立制度；
（二）每月检查。
负责人对此负责。
第二条之一　违反的，责令改正：
（一）没有制度的；
（二）没有检查的。"""


@pytest.fixture
def statute():
    """Three articles by number, as statutes ship, in a chapter."""
    statute = Statute.objects.create(
        code="SLTL-2020", title="示例条例", issuer="某", level="local", valid_from=BEGUN,
        confidence=Confidence.KNOWN, is_sample=True,
    )  # fmt: skip
    for path, kind, place in (
        ("c1", ClauseKind.CHAPTER, 1), ("1", "article", 2), ("2", "article", 3), ("3", "article", 4),
    ):  # fmt: skip
        clause = Clause.objects.create(
            statute=statute, code=f"SLTL-2020:{path}", path=path, kind=kind, position=place
        )  # fmt: skip
        ClauseVersion.objects.create(clause=clause, confidence=Confidence.KNOWN, valid_from=BEGUN)
    return statute


@pytest.fixture
def agency():
    return AgencyFactory(region=RegionFactory(code="140000"))


@pytest.fixture
def proposer(agency):
    return actor_in(agency, Role.COORDINATOR)


@pytest.fixture
def approver(agency):
    return actor_in(agency, Role.REVIEWER)


@pytest.fixture
def take_in(statute, proposer, approver):
    """Proposes a text, and another agrees to all of it."""

    def take_in(text, day):
        changes = propose(proposer, text, day)
        for change in changes:
            approve_clause_change(actor=approver, change_id=change.pk)
        return changes

    return take_in


def propose(actor, text=FIRST, day=BEGUN, document="某公告"):
    given = StatuteText(text=text, document=document, valid_from=day)
    return propose_statute_text(actor=actor, code="SLTL-2020", given=given)


def says(path, on=DAY):
    version = queries.clause(f"SLTL-2020:{path}", on=on)
    return version and version.text


def paths():
    return [one.path for one in queries.clauses_under("SLTL-2020")]


def test_wording_that_was_not_taken_in_is_one_proposal_and_brings_paragraphs_and_items(proposer, take_in):
    [change] = take_in(FIRST, BEGUN)
    assert (change.kind, change.clause, change.concerns_citers) == ("fill", None, False)
    assert says("1") == "为了示例，制定本条例。"
    assert says("2.1.2", BEGUN) == "（二）定期检查。" and says("2.2") == "负责人对此负责。"
    assert paths() == ["c1", "1", "2", "2.1", "2.1.1", "2.1.2", "2.2", "3"]
    item = Clause.objects.select_related("parent__parent").get(code="SLTL-2020:2.1.2")
    assert (item.kind, item.parent.path, item.parent.parent.path) == ("subparagraph", "2.1", "2")
    assert queries.clause("SLTL-2020:2").confidence == Confidence.FOUND
    assert queries.clause("SLTL-2020:2").document == "某公告"
    with pytest.raises(RuleViolated, match="没有需要变更"):
        propose(proposer)


def test_a_reader_has_paragraphs_and_items_once_in_their_article_unless_something_cites_them(take_in):
    take_in(FIRST, BEGUN)
    clauses = queries.clauses_under("SLTL-2020")
    said, item = queries.texts_on(clauses, DAY), clauses[5]
    assert [one.path for one in queries.lines_of(clauses, said)] == ["c1", "1", "2", "3"]
    assert [one.path for one in queries.lines_of(clauses, said, {item.pk})] == ["c1", "1", "2", "2.1.2", "3"]
    assert len(queries.lines_of(clauses, {})) == len(clauses)


def test_what_differs_is_proposed_article_by_article_and_blanks_are_no_difference(proposer, take_in):
    take_in(FIRST, BEGUN)
    found = queries.compare_text(proposer, "SLTL-2020", SECOND, DAY)
    assert {name: number for name, number in found.counts.items() if number} == {
        "articles": 3, "changed": 1, "added": 1, "removed": 1, "unchanged": 1,
    }  # fmt: skip
    changes = propose(proposer, SECOND, DAY, "修改决定")
    assert {(str(one), one.text[:3]) for one in changes} == {
        ("修改 SLTL-2020:2", "单位应"),
        ("增加 SLTL-2020:2-1", "违反的"),
        ("废止 SLTL-2020:3", ""),
    }
    with pytest.raises(Conflict, match="等待复核"):
        propose(proposer, SECOND, DAY, "修改决定")
    assert ClauseChange.objects.filter(state="proposed").count() == 3


def test_an_amended_article_takes_its_parts_along_and_what_it_said_stays_until_then(take_in):
    take_in(FIRST, BEGUN)
    take_in(SECOND, DAY)
    before = DAY - timedelta(days=1)
    assert (says("2.1.2", before), says("2.1.2")) == ("（二）定期检查。", "（二）每月检查。")
    assert says("2", before).count("定期") == 1 and says("2").count("每月") == 1
    assert says("2.1.1") == "（一）建立制度；" and Clause.objects.get(path="2.1.1").versions.count() == 1
    assert (says("2-1", before), says("2-1.0.1")) == (None, "（一）没有制度的；")
    assert (says("3", before), says("3")) == ("本条例自2020年1月1日起施行。", None)
    assert paths() == ["c1", "1", "2", "2.1", "2.1.1", "2.1.2", "2.2", "2-1", "2-1.0.1", "2-1.0.2", "3"]


def test_a_later_text_does_not_say_what_was_said_before(statute, proposer):
    found = queries.compare_text(proposer, "SLTL-2020", FIRST, DAY)
    assert [one.path for one in found.unknown] == ["1", "2", "3"] and not found.filled and not found.changed
    with pytest.raises(RuleViolated, match="没有需要变更"):
        propose(proposer, FIRST, DAY)


def test_a_text_of_the_same_day_that_says_otherwise_is_shown_and_changes_nothing(take_in, proposer):
    take_in(FIRST, BEGUN)
    found = queries.compare_text(proposer, "SLTL-2020", SECOND, BEGUN)
    assert [one.path for one in found.contrary] == ["2", "3"] and not found.changed and not found.removed


def test_a_paragraph_that_is_gone_ends(take_in, proposer, approver):
    take_in(FIRST, BEGUN)
    amendment = Amendment(kind="amend", text="单位应当建立制度。", document="修改决定", valid_from=DAY)
    change = propose_clause_change(actor=proposer, code="SLTL-2020:2", amendment=amendment)
    approve_clause_change(actor=approver, change_id=change.pk)
    assert says("2") == "单位应当建立制度。"
    assert [says(path) for path in ("2.1", "2.1.1", "2.2")] == [None, None, None]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": "第一条　话。\n第三条　话。"}, "第 2 行：第一条之后是“第三条”"),
        ({"text": "通知"}, "没有读到"),
        ({"day": date(2019, 1, 1)}, "不能早于这一天"),
        ({"document": " "}, "文件"),
    ],
)
def test_a_text_that_cannot_be_the_statutes_is_refused_as_a_whole(statute, proposer, given, said):
    with pytest.raises(RuleViolated, match=said):
        propose(proposer, **given)
    assert not ClauseChange.objects.exists()


def test_who_may_not_propose_takes_in_no_text(statute, agency):
    with pytest.raises(NotAllowed):
        propose(actor_in(agency, Role.HANDLER))
    with pytest.raises(NotFound):
        propose(actor_in(agency, Role.INSPECTOR))


def test_what_is_added_must_be_new_and_names_its_article(statute, proposer, approver):
    def added(**fields):
        given = {"kind": "add", "path": "1", "text": "话", "document": "某", "valid_from": DAY}
        return propose_clause_change(actor=proposer, code="SLTL-2020", amendment=Amendment(**given | fields))

    with pytest.raises(RuleViolated, match="同号的条"):
        added()
    with pytest.raises(RuleViolated, match="条号"):
        added(path="")
    change = added(path="4")
    with pytest.raises(Conflict, match="等待复核"):
        added(path="4")
    approve_clause_change(actor=approver, change_id=change.pk)
    assert says("4") == "话" and paths()[-1] == "4"


def test_taking_in_costs_the_same_for_many_articles(statute, proposer, approver):
    def cost(articles):
        """Of a statute with so many articles, each with two items."""
        code = f"SLTL-{articles}"
        one = Statute.objects.create(
            code=code, title=code, issuer="某", level="local", valid_from=BEGUN, confidence=Confidence.KNOWN
        )  # fmt: skip
        for number in range(1, articles + 1):
            clause = Clause.objects.create(
                statute=one, code=f"{code}:{number}", path=str(number), kind="article", position=number
            )  # fmt: skip
            ClauseVersion.objects.create(clause=clause, confidence=Confidence.KNOWN, valid_from=BEGUN)
        text = "\n".join(f"第{chinese(number)}条　下列：\n（一）甲；\n（二）乙。" for number in range(1, articles + 1))
        with CaptureQueriesContext(connection) as spent:
            given = StatuteText(text=text, document="某", valid_from=BEGUN)
            [change] = propose_statute_text(actor=proposer, code=code, given=given)
            approve_clause_change(actor=approver, change_id=change.pk)
        return len(spent)

    assert cost(3) == cost(20)
