"""Reads of settlements and of the opinions given on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.queries import OPEN_STATES
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.models import AgencyKind
from tongjian.pure.codes import significant
from tongjian.supervision.catalog.models import Item
from tongjian.supervision.duties.choices import Wish
from tongjian.supervision.duties.models import Opinion, Settlement
from tongjian.supervision.duties.policies import visible_settlements


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementFilter:
    text: str = ""
    kind: str = ""
    state: str = ""
    region: str = ""


def list_settlements(actor: Actor, wanted: SettlementFilter) -> QuerySet[Settlement]:
    """Each with `asked` and `answered`: how many departments. Ready to render."""
    rows = visible_settlements(actor).select_related("region", "lead", "opened_by_agency")
    rows = rows.filter(**{name: value for name in ("kind", "state") if (value := getattr(wanted, name))})
    if wanted.region:
        rows = rows.filter(region__code__startswith=significant(wanted.region))
    if wanted.text:
        rows = rows.filter(Q(title__icontains=wanted.text) | Q(code__icontains=wanted.text))
    given = Count("opinions", filter=Q(opinions__done_at__isnull=False))
    return rows.annotate(asked=Count("opinions"), answered=given)


def get_settlement(actor: Actor, code: str) -> Settlement:
    related = ("region", "lead", "opened_by_agency", "coordinator")
    settlement = visible_settlements(actor).select_related(*related).filter(code=code).first()
    if settlement is None:
        raise NotFound("settlement_not_found", "没有这件职责协调，或者您无权查看。")
    return settlement


def items_of(settlement: Settlement) -> QuerySet[Item]:
    items = Item.objects.filter(pk__in=settlement.settlement_items.values("item"))
    return items.select_related("agency_kind").order_by("code")


@dataclass(frozen=True, slots=True)
class Answer:
    """A department's opinion, given or not, with its clock."""

    opinion: Opinion
    clock: Clock | None


def answers_of(settlement: Settlement) -> list[Answer]:
    """Two queries and that of the clocks' changes."""
    opinions = list(settlement.opinions.select_related("agency", "agency__kind").order_by("agency__code"))
    clocks = Clock.objects.filter(
        matter_kind=Opinion._meta.label_lower, matter_id__in=[str(one.pk) for one in opinions]
    ).prefetch_related("changes")
    by_matter = {clock.matter_id: clock for clock in clocks}
    return [Answer(one, by_matter.get(str(one.pk))) for one in opinions]


def clocks_still_run(settlement: Settlement) -> bool:
    """Whether a department may still answer in time."""
    keys = [str(pk) for pk in settlement.opinions.filter(done_at=None).values_list("pk", flat=True)]
    clocks = Clock.objects.filter(matter_kind=Opinion._meta.label_lower, matter_id__in=keys)
    return clocks.filter(state__in=OPEN_STATES).exclude(state="expired").exists()


def kinds_named(codes: Iterable[str]) -> dict[str, str]:
    """Kind → what it is called."""
    return dict(AgencyKind.objects.filter(pk__in=set(codes)).values_list("pk", "title"))


def agreed_lead(answers: Iterable[Answer]) -> UUID | None:
    """The only department that wants to lead, if there is exactly one and everybody answered."""
    opinions = [one.opinion for one in answers]
    wanting = [one.agency_id for one in opinions if one.wish == Wish.LEAD]
    return wanting[0] if len(wanting) == 1 and all(one.done_at for one in opinions) else None
