"""`tongjian catalog overlaps`."""

import pytest

from tests.supervision.duties.factories import build, share_content
from tests.supervision.planning.factories import make_city
from tongjian.supervision.duties.models import Duty

pytestmark = pytest.mark.engine("sqlite")


def test_overlaps_and_gaps_are_one_line_of_json(tongjian, reference):
    city = make_city(entities=2)
    share_content(city.market_item, city.fire_item)
    build(city)
    Duty.objects.filter(item=city.fire_item.item, stage="warning").delete()
    code, said, _ = tongjian("catalog", "overlaps", "--json")
    assert (code, set(said)) == (0, {"overlaps", "gaps"})
    assert {row["stage"] for row in said["overlaps"]} == {"routine", "clue", "enforcement", "credit"}
    first = said["overlaps"][0]
    assert (first["region"], first["items"], first["departments"]) == (
        "140100", ["SCJG-001", "XF-002"], ["市场监督管理", "消防救援"],
    )  # fmt: skip
    assert [(row["item"], row["stage"]) for row in said["gaps"]] == [("XF-002", "warning")]
    assert tongjian("catalog", "overlaps", "--region", "140105", "--json")[1] == {"overlaps": [], "gaps": []}
    assert tongjian("catalog", "overlaps", "--region", "999999", "--json")[0] == 1
