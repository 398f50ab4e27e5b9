"""等级 of entities. Officials only: a grade is on no public page and in no public file."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.validity import holding
from tongjian.foundation.rulebook.queries import terms
from tongjian.supervision.registry.models import Entity, EntityGrade
from tongjian.supervision.registry.policies import visible_entities

RISK = "credit_risk"
SCHEMES = (RISK, "credit_grade")


def grade_terms() -> Mapping[str, Mapping[str, str]]:
    """By scheme, the code of each grade by its code and by its label."""
    return {
        scheme: {word: term.code for term in terms(scheme) for word in (term.code, term.label)} for scheme in SCHEMES
    }


def risk_rows(entities: QuerySet[Entity], on: date | None = None) -> list[tuple[UUID, str | None, str | None]]:
    """Entity, its region, its risk grade of the day or None."""
    return list(entities.annotate(risk=_risk(on)).values_list("pk", "region_id", "risk"))


def risk_counts(entities: QuerySet[Entity], on: date | None = None) -> list[tuple[str | None, int]]:
    """How many there are of each risk grade of the day; None counts who has none."""
    return list(entities.order_by().annotate(risk=_risk(on)).values_list("risk").annotate(number=Count("pk")))


def _risk(on: date | None) -> Subquery:
    own = EntityGrade.objects.filter(holding(on or timezone.localdate()), entity=OuterRef("pk"), scheme=RISK)
    return Subquery(own.order_by("-valid_from").values("grade")[:1])


def risks_of(entity_ids: Iterable[UUID], on: date | None = None) -> dict[UUID, str]:
    """The risk grade of the day of each that has one."""
    day = on or timezone.localdate()
    rows = EntityGrade.objects.filter(holding(day), entity__in=set(entity_ids), scheme=RISK).order_by("valid_from")
    return dict(rows.values_list("entity_id", "grade"))


def grades_of(actor: Actor, entity_id: UUID) -> QuerySet[EntityGrade]:
    """All of one entity, the newest first; empty where one may not see it."""
    return EntityGrade.objects.filter(entity__in=visible_entities(actor).filter(pk=entity_id)).order_by(
        "scheme", "-valid_from", "-pk"
    )


def entities_by_uscc(actor: Actor, codes: Iterable[str]) -> dict[str, UUID]:
    """Of those one may see; a code that was merged leads to what it was merged into."""
    rows = visible_entities(actor).filter(uscc__in=list(codes)).values_list("uscc", "pk", "merged_into")
    return {uscc: merged or pk for uscc, pk, merged in rows}
