"""Who had a 证后监督检查 in a year: V09."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from tongjian.foundation.kernel.verdict import Verdict
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.catalog.queries import stood_for_by
from tongjian.supervision.inspections.choices import COUNTED
from tongjian.supervision.inspections.models import Visit, VisitItem, VisitTeam
from tongjian.supervision.inspections.queries.counting import counts_as_planned


def post_permit_checks(kinds: Collection[str], year: int, *, is_practice: bool) -> QuerySet[VisitItem]:
    """Parts of visits of the calendar year that were such a check, as the cap counts visits: with a code, under way
    or made."""
    return VisitItem.objects.filter(
        item_version__post_permit__in=kinds,
        team__visit__planned_on__year=year,
        team__visit__state__in=COUNTED,
        team__visit__is_practice=is_practice,
    )


def checked_after_permit(kinds: Collection[str], year: int, *, is_practice: bool) -> set[UUID]:
    """Enterprises, each by the row that is kept."""
    kept = Coalesce("team__visit__entity__merged_into", "team__visit__entity")
    return set(post_permit_checks(kinds, year, is_practice=is_practice).values_list(kept, flat=True))


def against_routine(
    visit: Visit, teams: Sequence[VisitTeam], year: int, family: Collection[UUID]
) -> Iterable[Verdict]:
    """A planned visit whose items a 证后监督检查 of the year stands for. A visit with a lawful cause is no routine
    check."""
    versions = [item.item_version for team in teams for item in team.items.all()]
    kinds = stood_for_by(versions)
    if not kinds or not counts_as_planned(visit):
        return
    checks = post_permit_checks(kinds, year, is_practice=visit.is_practice)
    made = checks.filter(team__visit__entity__in=family).exclude(team__visit=visit.pk)
    found = made.select_related("team__visit", "item_version").order_by("team__visit__planned_on").first()
    if found is None:
        return
    kind = found.item_version.post_permit
    names = "、".join(version.item.name for version in versions if kind in stood_for_by([version]))
    sentence = f"（{names}：{found.team.visit.planned_on} 的检查 {found.team.visit.number} 含证后监督检查。）"
    yield rulebook.refusal_verdict("V09", sentence)
