"""`tongjian scenario` on the command line."""

import pytest

from tests.supervision.planning.factories import make_city
from tests.supervision.scenarios.factories import content_of, lead_in, make_published
from tongjian.supervision.scenarios.operations import revise_scenario

pytestmark = pytest.mark.engine("sqlite")


def test_it_lists_shows_and_compares(tongjian, reference):
    city = make_city(entities=6)
    version = make_published(city)
    content = content_of(city, frequency_text="每年 1 次")
    revise_scenario(actor=lead_in(city), scenario_id=version.scenario_id, content=content)
    code = version.scenario.code

    def ask(*words):
        return tongjian("scenario", *words, "--json")[:2]

    _, newest = ask("list")
    _, then = ask("list", "--on", version.valid_from.isoformat())
    assert [(one["version"], one["state"]) for one in newest["scenarios"]] == [(2, "草稿")]
    assert [(one["version"], one["items"]) for one in then["scenarios"]] == [(1, ["SCJG-001-v1", "XF-002-v1"])]

    _, shown = ask("show", code, "--version", "1")
    assert (shown["entities"], shown["content"]["牵头部门"]) == (6, "市场监督管理")
    assert shown["places"] == {"小店区": 3, "迎泽区": 3}

    _, found = ask("compare", code, "1", "2")
    assert found["changes"] == [{"label": "检查频次", "before": "每年不超过 2 次", "after": "每年 1 次"}]
    assert ask("show", code, "--version", "9")[0] == 1
