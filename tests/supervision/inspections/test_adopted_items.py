"""What a department's place has neither compiled nor adopted gets no code (V02)."""

from django.utils import timezone

from tests.foundation.org.factories import RegionFactory
from tests.supervision.inspections.test_issue_code import codes_of, issue, refused
from tongjian.supervision.catalog.choices import AdoptionState, Choice
from tongjian.supervision.catalog.models import Adoption, Item


def test_each_department_of_a_visit_needs_its_items_adopted_in_its_own_place(story):
    story.approved()
    items = Item.objects.filter(pk__in=story.other.items.values("item_version__item"))
    items.update(level="province", region=RegionFactory(code="140000"))
    refusal = refused(story)
    assert codes_of(refusal) == ["V02"]
    assert items[0].name in refusal.sentence
    Adoption.objects.bulk_create(
        Adoption(
            item=item,
            agency=story.other.agency,
            choice=Choice.ADOPT,
            state=AdoptionState.PUBLISHED,
            chosen_at=timezone.now(),
            valid_from=timezone.localdate(),
        )
        for item in items
    )
    assert issue(story)
