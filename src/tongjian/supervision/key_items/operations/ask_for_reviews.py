"""提醒年度复核。"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.queries import OPEN_STATES
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.key_items.choices import VersionState
from tongjian.supervision.key_items.models import KeyItem, KeyItemVersion
from tongjian.supervision.key_items.operations._todos import ask_for_review
from tongjian.supervision.key_items.queries import REVIEW_CLOCK, ready


@transaction.atomic
def ask_for_reviews(*, actor: Actor) -> int:
    """The lead of every key item whose year is about to end gets the to-do to review it. Returns how many are due."""
    if not actor.has("key_items.ask"):
        raise NotAllowed("not_allowed", "没有提醒年度复核的权限。")
    until = timezone.now() + timedelta(days=rulebook.number("key_items.review_notice"))
    clocks = Clock.objects.filter(
        matter_kind=KeyItem._meta.label_lower, parameter_code=REVIEW_CLOCK, state__in=OPEN_STATES, due_at__lte=until
    )
    due = {clock.matter_id: clock for clock in clocks.select_related("agency")}
    listed = KeyItemVersion.objects.filter(state=VersionState.PUBLISHED, key_item__in=list(due))
    versions = list(ready(listed))
    for version in versions:
        ask_for_review(actor, version, due[str(version.key_item_id)])
    return len(versions)
