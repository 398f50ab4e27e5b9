"""tongjian visit list | show | code."""

import pytest

from tests.supervision.inspections.conftest import another_story, fire, market, story, today
from tongjian.supervision.inspections import queries

__all__ = ["another_story", "fire", "market", "story", "today"]


@pytest.fixture(autouse=True)
def commits(transactional_db):
    """The command seals the ledger in transactions of its own."""


def test_visits_are_listed_on_one_line(story, tongjian):
    code, said, _ = tongjian("visit", "list", "--json")
    assert code == 0
    assert said == {
        "visits": [
            {
                "number": story.visit.number,
                "entity": story.visit.entity.name,
                "state": "planned",
                "agencies": [story.lead.agency.name, story.other.agency.name],
            }
        ]
    }
    assert tongjian("visit", "list", "--json", "--state", "published")[1] == {"visits": []}
    assert story.visit.number in tongjian("visit", "list")[1]


def test_a_visit_is_shown_whole_and_an_unknown_one_is_refused(story, tongjian):
    code, said, _ = tongjian("visit", "show", story.visit.number, "--json")
    assert code == 0
    assert [len(team["officers"]) for team in said["visit"]["teams"]] == [2, 2]
    assert said["visit"]["teams"][0]["items"][0]["outcome"] is None
    assert tongjian("visit", "show", story.visit.number)[0] == 0
    code, said, _ = tongjian("visit", "show", "检查-000000-2026-000001", "--json")
    assert (code, said["error"]["code"]) == (1, "visit_not_found")


def test_the_host_reads_a_code_or_why_there_is_none(story, tongjian):
    story.dated()
    code, said, _ = tongjian("visit", "code", story.visit.number, "--json")
    assert code == 1
    assert [row["code"] for row in said["refusals"]] == ["V05"]
    assert said["refusals"][0]["citation"] == "国办发〔2024〕54号；司法部解答"
    story.coded()
    code, said, _ = tongjian("visit", "code", story.visit.number, "--json")
    assert (code, said) == (0, {"code": queries.shown_code(story.code.code)})


def test_a_file_of_visits_from_any_system_is_checked_for_repeats_by_the_rulebook(reference, tongjian, tmp_path):
    file = tmp_path / "visits.csv"
    lines = ["91A,2026-01-01", "91a ,2026-03-01", "91B,2026-01-01", "91B,2026-03-03", "91A,2026-03-02"]
    file.write_text("\n".join(["统一社会信用代码,检查日期", *lines]), "utf-8")
    code, said, _ = tongjian("visit", "repeats", str(file), "--json")
    assert (code, said["rows"], said["entities"], said["window_days"]) == (0, 5, 2, 60)
    assert said["worst"] == [{"entity": "91A", "repeats": 2}]
    assert tongjian("visit", "repeats", str(file), "--days", "61", "--json")[1]["repeated_entities"] == 2
    file.write_text("统一社会信用代码,检查日期\n91A,昨天", "utf-8")
    code, said, _ = tongjian("visit", "repeats", str(file), "--json")
    assert (code, said["error"]["code"]) == (1, "rows_wrong")
    assert tongjian("visit", "repeats", str(file), "--on", "日期", "--json")[1]["error"]["code"] == "columns_missing"
