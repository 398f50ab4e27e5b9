"""Items and check points hang on clauses; whoever amends a clause finds everything that hangs on it."""

from datetime import date

import pytest

from tongjian.foundation.kernel.errors import NotAllowed, NotFound
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.choices import ClauseKind, Confidence, Relation
from tongjian.foundation.rulebook.models import Citation, Clause, Statute
from tongjian.foundation.rulebook.operations import link_rules, load_statutes
from tongjian.supervision.catalog import operations as act
from tongjian.supervision.catalog import queries
from tongjian.supervision.catalog.models import Checklist, CheckPoint, ItemVersion
from tongjian.supervision.catalog.tasks import link_clauses as job

pytestmark = pytest.mark.django_db

AFTER_IT = date(2026, 9, 1)


def based_on(basis):
    return act.ItemText(legal_basis=basis)


@pytest.fixture
def statutes(kinds, host):
    load_statutes(actor=host)
    whole = Clause.objects.get(code="XFF-2021:16")
    for path, parent in (("16.1", whole), ("16.1.2", None)):
        kind = ClauseKind.PARAGRAPH if parent else ClauseKind.SUBPARAGRAPH
        parent = parent or Clause.objects.get(code="XFF-2021:16.1")
        Clause.objects.create(
            statute=whole.statute, parent=parent, code=f"XFF-2021:{path}", path=path, kind=kind, position=16
        )


@pytest.fixture
def published(draft, publish, statutes):
    def published(name, basis):
        return publish(draft(name, text=based_on(basis)))

    return published


@pytest.fixture
def checklist():
    """One that names a statute, and is used by nobody yet."""
    found = Checklist.objects.create(code="B1", name="消防检查表", created_at="2026-01-01T00:00Z")
    CheckPoint.objects.create(checklist=found, number=1, content="是否定期检验消防设施（《消防法》第十六条）")
    CheckPoint.objects.create(checklist=found, number=2, content="通道是否畅通")
    return found


def codes(found):
    return [version.item.name for version in found.versions]


def test_a_published_item_is_found_at_once_by_the_clause_it_cites(published, handler):
    published("甲", "《消防法》第十六条第一款；《安全生产法》第62条")
    published("乙", "《消防法》第五十三条")
    assert codes(queries.affected(handler, "XFF-2021:16.1")) == ["甲"]
    assert codes(queries.affected(handler, "AQSCF-2021:62")) == ["甲"]
    assert sorted(codes(queries.affected(handler, "XFF-2021"))) == ["乙", "甲"]
    assert codes(queries.affected(handler, "XFF-2021:17")) == []


def test_an_act_upon_a_paragraph_concerns_who_cites_the_article_and_its_parts(published, handler):
    whole, part, other = (
        published(name, f"《消防法》{clause}")
        for name, clause in (("整条", "第16条"), ("项", "第16条第1款第2项"), ("别条", "第17条"))
    )
    found = queries.affected(handler, "XFF-2021:16.1")
    assert {version.pk for version in found.versions} == {whole.pk, part.pk}
    assert found.relations(whole.pk) == [Relation.WHOLE]
    assert found.relations(part.pk) == [Relation.PART]
    assert queries.affected(handler, "XFF-2021:17").relations(other.pk) == [Relation.ITSELF]


def test_drafts_and_what_has_ended_are_not_affected(published, draft, handler, reviewer):
    ended = published("旧", "《消防法》第16条")
    draft("稿", text=based_on("《消防法》第16条"))
    act.retire_version(actor=reviewer, version_id=ended.pk, reason="不再检查")
    assert codes(queries.affected(handler, "XFF-2021:16")) == []


def test_a_check_point_that_cites_concerns_the_items_with_its_checklist(published, handler, host, checklist):
    version = published("丙", "某办发〔2024〕54号")
    ItemVersion.objects.filter(pk=version.pk).update(checklist=checklist)
    assert act.link_clauses(actor=host)["check_points"] == 1
    found = queries.affected(handler, "XFF-2021:16")
    assert ([point.number for point in found.points], codes(found)) == ([1], ["丙"])
    assert found.relations(version.pk) == []


def test_a_check_point_worded_anew_cites_what_it_says_now(statutes, handler, host, checklist):
    act.link_clauses(actor=host)
    checklist.check_points.filter(number=1).update(content="不再引用")
    act.link_clauses(actor=host)
    assert not queries.affected(handler, "XFF-2021:16").points


def test_rules_are_found_with_the_items(statutes, handler, host):
    link_rules(actor=host)
    found = queries.affected(handler, "XZCFF-2021:42")
    assert {"V03"} <= {rule.code for rule in found.rules}
    assert found.relations(next(rule for rule in found.rules if rule.code == "V03").pk) == [Relation.ITSELF]


def test_what_was_published_before_there_were_clauses_is_linked_by_the_job(published, host, handler):
    published("丁", "《消防法》第16条")
    published("戊", "《没收录的法》第1条")
    Citation.objects.all().delete()
    found = queries.affected(handler, "XFF-2021:16")
    assert (codes(found), found.unread) == ([], 2)
    done = job.func()
    assert done["versions"] == 2 and done["rules"] > 0
    found = queries.affected(handler, "XFF-2021:16")
    assert (codes(found), found.unread) == (["丁"], 0)
    assert "《没收录的法》第1条" in {one.quote for one in rulebook.unlinked_quotes(host)}
    assert set(job.func().values()) == {0}


def test_a_statute_taken_in_later_links_what_waited_for_it(published, handler, host):
    published("己", "《后来的条例》第一条")
    late = Statute.objects.create(
        code="HLTL-2026", title="后来的条例", issuer="某", level="local", valid_from=AFTER_IT,
        confidence=Confidence.DESIGN, is_sample=True,
    )  # fmt: skip
    Clause.objects.create(statute=late, code="HLTL-2026:1", path="1", kind=ClauseKind.ARTICLE, position=1)
    act.link_clauses(actor=host)
    assert codes(queries.affected(handler, "HLTL-2026:1")) == ["己"]
    assert not rulebook.unlinked(host, "catalog.itemversion").exists()


def test_what_is_gone_cites_nothing(published, host):
    version = published("庚", "《消防法》第16条")
    ItemVersion.objects.filter(pk=version.pk).delete()
    assert act.link_clauses(actor=host)["forgotten"] == 1
    assert not Citation.objects.filter(citer_id=version.pk).exists()


def test_who_may_not_read_the_rulebook_finds_no_clause(published, handler, inspector):
    published("辛", "《消防法》第16条")
    with pytest.raises(NotFound):
        queries.affected(inspector, "XFF-2021:16")
    with pytest.raises(NotFound):
        queries.affected(handler, "XFF-2021:999")
    with pytest.raises(NotAllowed):
        act.link_clauses(actor=handler)


def test_the_cost_does_not_grow_with_what_is_affected(published, handler, django_assert_num_queries):
    def find():
        return [
            (one.item.title, one.item.compiled_by.name) for one in queries.affected(handler, "XFF-2021:16").versions
        ]

    published("一", "《消防法》第16条")
    with django_assert_num_queries(10):
        find()
    for number in range(6):
        published(f"事项{number}", "《消防法》第16条第1款第2项、第17条")
    with django_assert_num_queries(10):
        assert len(find()) == 7
