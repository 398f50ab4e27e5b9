"""A file of another department, without credit codes, against the register."""

import io

import pytest
from django.urls import reverse

from tests.doors.web.registry.conftest import sign_in
from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.kernel.errors import Conflict, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.org.choices import Role
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry.models import Entity, Likeness
from tongjian.supervision.registry.operations import MatchCounts, decide_likeness, match_file

__all__ = ["sign_in"]
USCC = make_uscc("91", "140105", "DEM00001")
REGISTER = (
    "名称,信用代码,其他编号,地址\n"
    f"太原市小店区老甲食品店,{USCC},,太原市小店区样例路1号\n"
    "乙丙大药房,,YB-77,太原市小店区样例路2号\n"
    "丁戊机械厂,,JX-9,太原市小店区样例路30号\n"
)
FEED = (
    "单位名称,经营地址,行政区划代码,许可证号\n"
    "乙丙大药房（样例路店）,无,140105,ＹＢ-77\n"
    "丁戊机械厂,小店区样例路 30 号,140105,\n"
    "老甲食品商店,太原市小店区样例路1号,140105,\n"
    "从未见过的饭庄,太原市小店区别的街9号,140105,\n"
)


@pytest.fixture
def register(bring_in):
    bring_in(REGISTER)


@pytest.fixture
def match(register, host):
    def match(content=FEED, actor=host):
        return match_file(actor=actor, file=io.BytesIO(content.encode()), file_name="来文.csv")

    return match


@pytest.fixture
def handler(county):
    return actor_in(county)


def test_rows_are_matched_suggested_or_new_and_the_same_run_says_the_same(match):
    assert match() == MatchCounts(rows=4, matched=2, suggested=1, new=1)
    first = Likeness.objects.get()
    assert match() == MatchCounts(rows=4, matched=2, suggested=1, new=1)

    likeness = Likeness.objects.get()
    assert (likeness.pk, likeness.score, likeness.entity.uscc, likeness.row) == (first.pk, first.score, USCC, 4)
    levels = {line["label"]: line["level"] for line in likeness.explanation}
    assert levels == {"名称": "字号一致", "地址": "完全一致", "区划": "同一区县", "编号": "未提供"}
    assert Entity.objects.count() == 3


@pytest.mark.parametrize(("decision", "matched", "suggested"), [("same", 3, 0), ("different", 2, 0)])
def test_what_a_person_said_holds_for_the_next_file(match, handler, decision, matched, suggested):
    match()
    decide_likeness(actor=handler, likeness_id=Likeness.objects.get().pk, decision=decision)

    counts = match(FEED.replace("老甲食品商店", " 老甲食品商店 "))

    assert (counts.matched, counts.suggested) == (matched, suggested)
    assert Likeness.objects.get().decision == decision


def test_one_row_is_the_same_as_one_entity_only(match, handler):
    match()
    first = Likeness.objects.get()
    second = Likeness.objects.create(
        key=first.key, given={}, entity=Entity.objects.get(name="乙丙大药房"), score=0.6, explanation=[],
        file_name="x", row=4, found_at=first.found_at,
    )  # fmt: skip
    decide_likeness(actor=handler, likeness_id=first.pk, decision="same")
    with pytest.raises(Conflict):
        decide_likeness(actor=handler, likeness_id=second.pk, decision="same")


def test_deciding_needs_sight_and_right(match, county):
    match()
    one = Likeness.objects.get().pk
    with pytest.raises(NotFound):
        decide_likeness(
            actor=actor_in(AgencyFactory(region=RegionFactory(code="140213"))), likeness_id=one, decision="same"
        )
    with pytest.raises(NotAllowed):
        decide_likeness(actor=actor_in(county, Role.INSPECTOR), likeness_id=one, decision="same")
    with pytest.raises(RuleViolated):
        decide_likeness(actor=actor_in(county), likeness_id=one, decision="maybe")


def test_a_file_without_names_is_refused(match):
    with pytest.raises(RuleViolated):
        match("甲,乙\n1,2\n")


def test_the_page_shows_why_and_takes_the_decision(sign_in, match):
    match()
    client, one = sign_in(Role.HANDLER), Likeness.objects.get()

    page = client.get(reverse("registry:likenesses")).content.decode()

    assert one.entity.name in page and "字号一致" in page and "来文.csv 第 4 行" in page
    client.post(reverse("registry:decide-likeness", args=[one.pk]), {"decision": "same"})
    assert "没有要判断的" in client.get(reverse("registry:likenesses")).content.decode()
    assert one.entity.name in client.get(reverse("registry:likenesses"), {"state": "same"}).content.decode()
