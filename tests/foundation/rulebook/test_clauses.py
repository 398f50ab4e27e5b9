"""Clauses keep their code while their words change; a citation is linked only where it is certain."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.foundation.rulebook import queries
from tongjian.foundation.rulebook.choices import ClauseKind, Confidence, StatuteLevel, Unlinked
from tongjian.foundation.rulebook.models import Check, Citation, Clause, ClauseVersion, Parameter, Statute
from tongjian.foundation.rulebook.operations import (
    NewValue,
    approve_change,
    cite_clauses,
    link_rules,
    load_statutes,
    propose_change,
)

pytestmark = pytest.mark.django_db

HOST = Actor.host(*HOST_CAPABILITIES)
TODAY = date(2026, 9, 1)


@pytest.fixture
def statute():
    """示例条例 of 2020, whose second chapter has article 3 with a paragraph and an item; a new edition since 2025."""
    old = _statute("SLTL-2020", date(2020, 1, 1), date(2025, 1, 1))
    new = _statute("SLTL-2025", date(2025, 1, 1), None)
    for edition in (old, new):
        _grow(edition)
    return new


def _statute(code, begins, ends):
    return Statute.objects.create(
        code=code,
        title="示例条例",
        issuer="某人民代表大会常务委员会",
        level=StatuteLevel.LOCAL,
        published_on=begins,
        valid_from=begins,
        valid_until=ends,
        confidence=Confidence.DESIGN,
        is_sample=True,
    )


def _grow(statute):
    tree = (
        ("1", None, ClauseKind.ARTICLE),
        ("c2", None, ClauseKind.CHAPTER),
        ("3", "c2", ClauseKind.ARTICLE),
        ("3.1", "3", ClauseKind.PARAGRAPH),
        ("3.1.2", "3.1", ClauseKind.SUBPARAGRAPH),
        ("4", "c2", ClauseKind.ARTICLE),
    )
    made = {}
    for position, (path, parent, kind) in enumerate(tree):
        code = f"{statute.code}:{path}"
        made[path] = Clause.objects.create(
            statute=statute, code=code, path=path, kind=kind, position=position, parent=made.get(parent)
        )
        ClauseVersion.objects.create(
            clause=made[path],
            text=f"示例{path}",
            confidence=Confidence.DESIGN,
            valid_from=statute.valid_from,
            valid_until=statute.valid_until,
        )


def test_a_clause_says_on_each_day_what_held_then(statute):
    first = ClauseVersion.objects.get(clause__code="SLTL-2025:3")
    first.valid_until = date(2026, 1, 1)
    first.save()
    ClauseVersion.objects.create(
        clause=first.clause, text="改后", confidence=Confidence.DESIGN, valid_from=date(2026, 1, 1)
    )
    assert queries.clause("SLTL-2025:3", on=date(2025, 12, 31)).text == "示例3"
    assert queries.clause("SLTL-2025:3", on=date(2026, 1, 1)).text == "改后"
    assert queries.clause("SLTL-2025:3", on=date(2024, 12, 31)) is None
    assert queries.clause("SLTL-2025:99", on=TODAY) is None


def test_the_clauses_under_one_come_in_order_of_reading(statute, django_assert_num_queries):
    with django_assert_num_queries(1):
        under = queries.clauses_under("SLTL-2025:c2")
    assert [one.path for one in under] == ["c2", "3", "3.1", "3.1.2", "4"]
    assert [one.path for one in queries.clauses_under("SLTL-2025:3")] == ["3", "3.1", "3.1.2"]
    assert len(queries.clauses_under("SLTL-2025")) == 6
    assert queries.clauses_under("SLTL-2025:77") == queries.clauses_under("NO-2000") == []


def test_the_tree_is_told_by_parents_not_by_positions(statute):
    Clause.objects.filter(statute=statute).update(position=1)
    Clause.objects.filter(code="SLTL-2025:c2").update(position=9)
    assert {one.path for one in queries.clauses_under("SLTL-2025:c2")} == {"c2", "3", "3.1", "3.1.2", "4"}


def test_an_act_upon_a_clause_reaches_its_parts_and_the_whole_it_belongs_to(statute):
    reach = queries.reach(HOST, "SLTL-2025:3.1")
    assert [one.path for one in reach.below] == ["3.1", "3.1.2"]
    assert [one.path for one in reach.above] == ["3", "c2"]
    assert reach.code == "SLTL-2025:3.1"
    for code in ("SLTL-2025:77", "NO-2000", "NO-2000:1"):
        with pytest.raises(NotFound):
            queries.reach(HOST, code)


@pytest.mark.parametrize(
    ("text", "code", "problem"),
    [
        ("《示例条例》第三条第一款", "SLTL-2025:3.1", ""),
        ("《示例条例》（2020年版）第3条", "SLTL-2020:3", ""),
        ("《示例条例》（1999年版）第3条", None, Unlinked.EDITION_UNSURE),
        ("《示例条例》第九条", None, Unlinked.CLAUSE_UNKNOWN),
        ("《示例条例》", None, Unlinked.NO_ARTICLE),
        ("《没有收录的法》第3条", None, Unlinked.STATUTE_UNKNOWN),
        ("某办发〔2024〕54号", None, Unlinked.NO_TITLE),
    ],
)
def test_a_citation_is_linked_for_certain_or_says_why_not(statute, text, code, problem):
    [[cited]] = queries.link([(text, TODAY)])
    known = Clause.objects.filter(pk=cited.clause_id).first()
    assert (known and known.code, cited.problem) == (code, problem)


def test_a_citation_means_the_edition_in_force_on_its_day(statute):
    [[then], [now]] = queries.link([("《示例条例》第3条", date(2024, 6, 1)), ("《示例条例》第3条", TODAY)])
    codes = {clause.pk: clause.code for clause in Clause.objects.all()}
    assert (codes[then.clause_id], codes[now.clause_id]) == ("SLTL-2020:3", "SLTL-2025:3")
    [[before]] = queries.link([("《示例条例》第3条", date(2019, 6, 1))])
    assert before.problem == Unlinked.EDITION_UNSURE


def test_linking_costs_the_same_for_many_texts(statute, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(queries.link([("《示例条例》第3条、第4条", TODAY)] * 500)) == 500


def test_a_thing_cites_exactly_what_it_said_last(statute):
    thing = uuid4()
    first, second = queries.link([("《示例条例》第3条", TODAY), ("《示例条例》第4条、某法", TODAY)])
    assert cite_clauses(actor=HOST, kind="a.b", cited={thing: first}) == 1
    assert cite_clauses(actor=HOST, kind="a.b", cited={thing: first}) == 0
    cite_clauses(actor=HOST, kind="a.b", cited={thing: second})
    assert [row.clause.code for row in Citation.objects.filter(citer_id=thing)] == ["SLTL-2025:4"]
    with pytest.raises(NotAllowed):
        cite_clauses(actor=Actor.public(), kind="a.b", cited={thing: first})


def test_shipped_statutes_come_once_with_numbers_and_no_wording(db):
    added = load_statutes(actor=HOST)
    assert added["statutes"] == Statute.objects.count() > 0
    assert load_statutes(actor=HOST) == {"statutes": 0, "clauses": 0}
    assert queries.clause("XZCFF-2021:86", on=TODAY).text == ""
    assert queries.clause("XZCFF-2021:87", on=TODAY) is None
    assert Entry.objects.filter(action="rulebook.statutes_loaded").count() == 1
    with pytest.raises(NotAllowed):
        load_statutes(actor=actor_in(AgencyFactory(), Role.COORDINATOR))


@pytest.mark.usefixtures("reference")
def test_rules_hang_on_the_clauses_they_rest_on():
    load_statutes(actor=HOST)
    assert link_rules(actor=HOST) > 0
    of_v03 = Citation.objects.filter(citer_kind="rulebook.check", citer_id=Check.objects.get(code="V03").pk)
    assert [row.clause.code for row in of_v03] == ["XZCFF-2021:42"]
    assert queries.unlinked(HOST, "rulebook.parameter").exists()
    assert not queries.unlinked(Actor.public()).exists()
    assert link_rules(actor=HOST) == 0
    with pytest.raises(NotAllowed):
        link_rules(actor=actor_in(AgencyFactory(), Role.COORDINATOR))


@pytest.mark.usefixtures("reference")
def test_a_rule_approved_hangs_on_its_clause_at_once():
    load_statutes(actor=HOST)
    province = RegionFactory(code="140000")
    proposer, approver = (actor_in(AgencyFactory(region=province), role) for role in (Role.COORDINATOR, Role.REVIEWER))
    row = Parameter.objects.get(code="cap.visits_per_year")
    new = NewValue(value="3", citation="《优化营商环境条例》第54条", valid_from=timezone.localdate(), reason="调整")
    parameter = approve_change(
        actor=approver, change_id=propose_change(actor=proposer, parameter_id=row.pk, new=new).pk
    )
    reach = queries.reach(HOST, "YHYSHJ-2019:54")
    assert parameter in queries.rules_citing(HOST, reach, timezone.localdate())
