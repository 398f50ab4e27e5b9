"""An auditor computes again who was sent, and learns why others were not."""

import io
from dataclasses import replace

import pytest

from tests.pure.bundles import Log, commit, example_story, load_verifier, sha, unit, zipped
from tongjian.pure import sampling
from tongjian.pure.sampling import MatchingRule, OfficerRow, VisitNeed
from tongjian.pure.sampling.canonical import write_json

verifier = load_verifier()
COUNTIES = {unit(n): ("140105", "140106", "140201", "")[n % 4] for n in range(31)}
PLACES = sampling.write_places(COUNTIES)
RULE = sampling.write_matching(MatchingRule(2, "2026-12-31", sha(PLACES).hex()))


def officer(number, agency, item, **changes):
    row = OfficerRow(unit(number), agency, frozenset({"140100"}), frozenset({item}), frozenset(), 4, "2027-01-01")
    return replace(row, **changes)


OFFICERS = (
    *(officer(100 + n, "market", "0101", cap=1) for n in range(2)),
    officer(110, "market", "0103", valid_until="2026-12-31"),
    officer(111, "market", "0103", recusals=frozenset(unit(n) for n in range(31))),
    officer(112, "market", "0103", regions=frozenset({"140200"}), cap=1),
    officer(113, "fire", 'a,"b"', regions=frozenset({"140000"})),
    officer(114, "fire", "0201", regions=frozenset({"140000"})),
)


class AuditedStory:
    """An honest draw whose entry names the rule, and what the auditor of it gets."""

    def __init__(self, **changes):
        self.story = example_story(officers=OFFICERS, **changes)
        self.log = Log()
        log_entry = write_json({"action": "draw.committed", "data": self._data()})
        self.story.__class__.entry, original = (lambda _self: log_entry), self.story.__class__.entry
        try:
            self.files = self.story.files(*commit(self.story, self.log))
        finally:
            self.story.__class__.entry = original
        self.audit = {
            "matching.json": RULE,
            "officers.csv": self.story.frozen().officers,
            "places.csv": PLACES,
            "teams.csv": sampling.write_teams(self.teams()),
        }

    def _data(self):
        hashes = replace(self.story.frozen().hashes, matching=sha(RULE).hex())
        return sampling.committed_data(self.story.ceremony(), hashes)

    def teams(self):
        ceremony, frozen = self.story.ceremony(), self.story.frozen()
        seed = sampling.seed(ceremony, frozen.hashes)
        wanted = {}
        specs = {spec.id: spec for spec in frozen.pool.demands}
        for row in sampling.run_draw(frozen, seed).rows():
            spec = specs[row.demand_id]
            wanted.setdefault(row.unit_id, {}).setdefault(spec.agency, set()).update(spec.items)
        needs = [
            VisitNeed(name, COUNTIES[name], {agency: frozenset(items) for agency, items in mine.items()})
            for name, mine in wanted.items()
        ]
        return sampling.match_officers(
            seed, ceremony.draw, ceremony.version, needs, OFFICERS, 2, valid_on="2026-12-31"
        )

    def verify(self, officer=None, **bent):
        audit = zipped({**self.audit, **bent})
        return verifier.verify(io.BytesIO(zipped(self.files)), None, None, io.BytesIO(audit), officer)


@pytest.fixture(scope="module")
def audited():
    return AuditedStory()


def test_both_implementations_send_the_same_officers(audited):
    teams = audited.teams()
    found = audited.verify()
    assert found["places_filled"] == sum(len(team.officer_ids) for team in teams) > 0
    assert sum(one["places"] for one in found["places_open"]) == sum(team.open_places for team in teams) > 0
    assert found["valid_on"] == "2026-12-31"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (110, "核对日证件已失效"),
        (111, "应当回避"),
        (112, "不在辖区"),
        (113, "没有本次事项的资格"),
        (100, "已达次数上限"),
    ],
)
def test_it_is_said_why_an_officer_was_not_sent(audited, number, reason):
    found = audited.verify(unit(number))
    assert reason in {one["reason"] for one in found["not_sent"]}
    assert len(found["sent"]) + len(found["not_sent"]) > 0
    assert any(line.startswith("未派：") for line in verifier.describe(found))


def test_the_reasons_of_an_open_place_are_counted(audited):
    reasons = set().union(*(one["reasons"] for one in audited.verify()["places_open"]))
    assert {"核对日证件已失效", "不在辖区", "应当回避"} <= reasons


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("matching.json", b"2026-12-31", b"2026-12-30"),
        ("matching.json", b'agency":2', b'agency":1'),
        ("officers.csv", b",4,2027-01-01", b",5,2027-01-01"),
        ("places.csv", b",140105", b",140106"),
        ("teams.csv", b",1,", b",2,"),
    ],
)
def test_whatever_is_bent_is_noticed(audited, name, old, new):
    bent = audited.audit[name].replace(old, new, 1)
    assert bent != audited.audit[name]
    with pytest.raises(verifier.Rejected):
        audited.verify(**{name: bent})


def test_a_rule_bent_together_with_its_places_is_not_the_one_in_the_log(audited):
    places = PLACES.replace(b",140105", b",140106", 1)
    rule = sampling.write_matching(MatchingRule(2, "2026-12-31", sha(places).hex()))
    with pytest.raises(verifier.Rejected, match="存证条目"):
        audited.verify(**{"places.csv": places, "matching.json": rule})


def test_an_older_draw_still_verifies_and_says_that_it_froze_no_rule(audited):
    story = example_story(officers=OFFICERS)
    files = zipped(story.files(*commit(story, Log())))
    assert "places_filled" not in verifier.verify(io.BytesIO(files))
    with pytest.raises(verifier.Rejected, match="没有记录派定规则"):
        verifier.verify(io.BytesIO(files), audit=io.BytesIO(zipped(audited.audit)))


def test_rule_and_places_come_back_from_their_bytes():
    assert sampling.read_places(PLACES) == COUNTIES
    assert sampling.read_matching(RULE) == MatchingRule(2, "2026-12-31", sha(PLACES).hex())
    for bent in (PLACES[:-1], PLACES + PLACES.split(b"\n")[1] + b"\n"):
        with pytest.raises(sampling.DrawInvalid):
            sampling.read_places(bent)
    with pytest.raises(sampling.DrawInvalid):
        sampling.read_matching(RULE.replace(b"2026-12-31", b"2026-12-32"))
