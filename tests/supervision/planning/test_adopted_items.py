"""What a place has neither compiled nor adopted is not demanded there (V02)."""

import pytest
from django.utils import timezone

from tests.supervision.planning.factories import content_of
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.supervision.catalog.choices import AdoptionState, Choice
from tongjian.supervision.catalog.models import Adoption, Item
from tongjian.supervision.planning.operations import draft_demand, submit_demand


def submitted(city):
    demand = draft_demand(actor=city.handlers[city.market.pk], content=content_of(city.market_item))
    return submit_demand(actor=city.heads[city.market.pk], demand_id=demand.pk)


def test_an_item_of_the_province_is_demanded_in_a_city_once_it_is_adopted_there(city):
    Item.objects.filter(pk=city.market_item.item_id).update(level="province", region="140000")
    with pytest.raises(RuleViolated) as caught:
        submitted(city)
    assert caught.value.code == "V02"
    assert "没有领用公布" in str(caught.value)
    adoption = Adoption.objects.create(
        item_id=city.market_item.item_id,
        agency=city.market,
        choice=Choice.DECLINE,
        reason="没有此类对象",
        state=AdoptionState.PUBLISHED,
        chosen_at=timezone.now(),
        valid_from=timezone.localdate(),
    )
    with pytest.raises(RuleViolated):
        submitted(city)
    Adoption.objects.filter(pk=adoption.pk).update(choice=Choice.ADOPT)
    assert submitted(city).state == "submitted"
