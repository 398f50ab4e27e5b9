"""W12 多年未实施: items that have been in force for years and that nobody checked in that time."""

from calendar import monthrange
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.choices import Unit
from tongjian.supervision.catalog.choices import AdjustmentState, VersionState
from tongjian.supervision.catalog.models import Adjustment, ItemVersion
from tongjian.supervision.inspections.models import VisitItem
from tongjian.supervision.inspections.queries.watching._facts import TOOK_PLACE

UNUSED = "item.unused"


def unused_versions() -> QuerySet[ItemVersion]:
    """Published versions of items first in force `item.unused` ago or earlier, without a visit since, and about which
    their owner has not been asked, or has not answered, since. Practice is no visit. One query; none without the
    parameter."""
    limit = rulebook.value_of(UNUSED)
    if limit is None or not limit.value.isdigit():
        return ItemVersion.objects.none()
    months = int(limit.value) * (12 if limit.unit == Unit.YEAR else 1)
    since = _earlier(timezone.localdate(), months)
    item = OuterRef("item")
    old = ItemVersion.objects.filter(item=item, valid_from__lte=since)
    checked = VisitItem.objects.filter(
        item_version__item=item,
        team__visit__planned_on__gte=since,
        team__visit__state__in=TOOK_PLACE,
        team__visit__is_practice=False,
    )
    asked = Adjustment.objects.filter(item=item, task__change=None)
    waiting, answered = asked.filter(state=AdjustmentState.OPEN), asked.filter(settled_at__date__gte=since)
    standing = ItemVersion.objects.filter(state=VersionState.PUBLISHED, valid_from__lte=timezone.localdate())
    return standing.filter(Exists(old), ~Exists(checked), ~Exists(waiting), ~Exists(answered))


def _earlier(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
