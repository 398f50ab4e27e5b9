"""`tongjian key-item` on the command line."""

import pytest

from tests.supervision.key_items.factories import make_draft, make_published
from tests.supervision.planning.factories import make_city

pytestmark = pytest.mark.engine("sqlite")


def test_it_lists_and_says_which_areas_have_none(tongjian, reference):
    city = make_city(entities=6)
    version = make_published(city)
    make_draft(city, area="gas")

    def ask(*words):
        return tongjian("key-item", *words, "--json")[:2]

    _, newest = ask("list")
    _, then = ask("list", "--on", version.valid_from.isoformat(), "--area", "food")
    assert [(one["area"], one["state"], one["total"]) for one in newest["key_items"]] == [
        ("food", "已公布", "72.0"),
        ("gas", "草稿", "0.0"),
    ]
    [listed] = then["key_items"]
    assert (listed["items"], listed["scores"]["risk"]) == (["SCJG-001"], 4)
    assert "city:SCJG:lead" in listed["departments"]

    _, found = ask("areas", "140100")
    assert {one["area"]: (one["listed"], one["open"]) for one in found["areas"]}["food"] == (1, 0)
    assert len(found["missing"]) == 7
    assert ask("areas", "999999")[0] == 1
