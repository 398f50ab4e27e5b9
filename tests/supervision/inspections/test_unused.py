"""W12: what nobody has checked for years is put before its owner, and again only as long after the answer."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.supervision.inspections import factories as make
from tongjian.supervision.catalog.models import Adjustment, AdjustmentTask, ItemVersion
from tongjian.supervision.inspections import queries
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.inspections.tasks import ask_about_unused_items


@pytest.fixture
def old(story):
    """An item in force for six years, and the story's item, as old, which is being checked."""
    kind = story.lead.agency.kind
    version = make.ItemVersionFactory(agency_kind=kind)
    ItemVersion.objects.update(valid_from=date(2020, 1, 1))
    return version


def found():
    return {version.pk for version in queries.unused_versions()}


def test_only_items_as_old_as_the_rule_says_are_asked_about(old):
    assert old.pk in found()
    ItemVersion.objects.filter(pk=old.pk).update(valid_from=timezone.localdate() - timedelta(days=365 * 4))
    assert old.pk not in found()


def test_a_visit_that_took_place_within_the_years_is_use_and_practice_is_none(old, story):
    story.lead.items.create(item_version=old)
    Visit.objects.filter(pk=story.visit.pk).update(state="checked", planned_on=timezone.localdate(), is_practice=True)
    assert old.pk in found()
    Visit.objects.filter(pk=story.visit.pk).update(is_practice=False)
    assert old.pk not in found()
    Visit.objects.filter(pk=story.visit.pk).update(planned_on=timezone.localdate() - timedelta(days=366 * 5))
    assert old.pk in found()


def test_the_owner_is_asked_once_and_again_as_long_after_the_answer(old, story):
    ItemVersion.objects.exclude(pk=old.pk).update(valid_from=timezone.localdate())
    old.item.compiled_by = story.lead.agency
    old.item.save(update_fields=["compiled_by"])
    assert ask_about_unused_items.call() == {"agencies": 1, "items": 1}
    assert ask_about_unused_items.call() == {"agencies": 0, "items": 0}
    assert AdjustmentTask.objects.get().agency == story.lead.agency
    AdjustmentTask.objects.update(done_at=timezone.now())
    Adjustment.objects.update(state="kept", reason="备用", settled_at=timezone.now())
    assert found() == set()
    with time_machine.travel(timezone.now() + timedelta(days=366 * 5)):
        assert old.pk in found()
