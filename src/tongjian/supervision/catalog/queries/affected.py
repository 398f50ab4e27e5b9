"""What hangs on a clause: items, check points and rules that somebody must look at when it is amended or repealed
(立改废释)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.validity import lasting
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.choices import Relation
from tongjian.foundation.rulebook.models import Check, Parameter, Term
from tongjian.supervision.catalog.models import CheckPoint, ItemVersion
from tongjian.supervision.catalog.policies import visible_checklists, visible_versions
from tongjian.supervision.catalog.queries.days import PUBLIC


@dataclass(frozen=True, slots=True)
class Affected:
    """All that is in force on the day or comes into force later. `cited` says which clauses each thing cites; an item
    without clauses there is affected by a check point of its checklist only."""

    reach: rulebook.Reach
    on: date
    versions: tuple[ItemVersion, ...]
    points: tuple[CheckPoint, ...]
    rules: tuple[Parameter | Check | Term, ...]
    cited: Mapping[UUID, tuple[str, ...]]
    unread: int

    def relations(self, key: UUID) -> list[Relation]:
        """How the clauses the thing cites stand to the one acted upon, each once."""
        return list(dict.fromkeys(self.reach.relation(code) for code in self.cited.get(key, ())))


def affected(actor: Actor, code: str, on: date | None = None) -> Affected:
    """By an act upon a clause, or upon a whole statute by its code. The number of queries does not depend on what is
    found. `unread` counts published versions whose citations were not read yet. Raises NotFound."""
    day = on or timezone.localdate()
    reach = rulebook.reach(actor, code)
    cited: dict[UUID, list[str]] = defaultdict(list)
    for key, clause in reach.citations.order_by("clause__position").values_list("citer_id", "clause__code"):
        cited[key].append(clause)
    points = CheckPoint.objects.filter(checklist__in=visible_checklists(actor), pk__in=reach.citers(CheckPoint))
    return Affected(
        reach,
        day,
        tuple(_versions(actor, reach, day)),
        tuple(points.select_related("checklist").order_by("checklist__code", "number")),
        tuple(rulebook.rules_citing(actor, reach, day)),
        {key: tuple(codes) for key, codes in cited.items()},
        citing_versions().filter(rulebook.unread(ItemVersion)).count(),
    )


def _versions(actor: Actor, reach: rulebook.Reach, day: date) -> QuerySet[ItemVersion]:
    lists = CheckPoint.objects.filter(pk__in=reach.citers(CheckPoint)).values("checklist")
    hanging = Q(pk__in=reach.citers(ItemVersion)) | Q(checklist__in=lists)
    related = ("item", "item__agency_kind", "item__region", "item__compiled_by", "checklist")
    return (
        visible_versions(actor)
        .filter(lasting(day), hanging, state__in=PUBLIC)
        .select_related(*related)
        .order_by("item__code", "number")
    )


def citing_versions() -> QuerySet[ItemVersion]:
    """Versions that were published ever and name a basis: their words do not change any more."""
    return ItemVersion.objects.filter(state__in=PUBLIC).exclude(legal_basis="")


def citing_points() -> Q:
    """Check points that name a statute."""
    return Q(content__contains="《") | Q(method__contains="《")
