"""Key items through the door for other systems."""

import pytest

from tests.foundation.org.factories import operator
from tests.supervision.key_items.factories import make_draft, make_published
from tests.supervision.planning.factories import make_city
from tongjian.foundation.org.operations import create_api_key

pytestmark = [pytest.mark.django_db, pytest.mark.engine("sqlite")]


def test_what_is_listed_is_told_and_no_draft_and_nothing_of_an_item_that_is_not_public(client, reference):
    city = make_city(entities=2)
    version = make_published(city)
    make_draft(city, area="gas")
    _, secret = create_api_key(actor=operator(), agency_id=city.fire.pk, name="省平台", scopes=["key_items:read"])

    def ask(**query):
        return client.get("/api/v1/key-items", query, headers={"Authorization": f"Bearer {secret}"}).json()["items"]

    [told] = ask()
    assert (told["code"], told["area"], told["total"]) == (version.key_item.code, "food", "72.0")
    assert told["items"] == [city.market_item.item.code]
    assert {"level": "city", "kind": "XF", "role": "cooperate"} in told["departments"]
    assert ask(area="gas") == ask(on="2020-01-01") == []
    city.market_item.item.is_restricted = True
    city.market_item.item.save()
    assert ask() == []
