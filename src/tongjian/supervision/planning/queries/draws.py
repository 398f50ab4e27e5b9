"""Reads about draws: lists, one, its versions, its parties, what a visited entity may see."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.supervision.inspections.choices import OfficerSource
from tongjian.supervision.inspections.models import VisitOfficer
from tongjian.supervision.planning.choices import DrawState
from tongjian.supervision.planning.models import Draw, Party, Unit
from tongjian.supervision.planning.policies import visible_draws

_AFTER_THE_DRAW = (DrawState.DRAWN, DrawState.PUBLISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawFilter:
    text: str = ""
    states: tuple[str, ...] = ()


def list_draws(actor: Actor, wanted: DrawFilter) -> QuerySet[Draw]:
    draws = visible_draws(actor).select_related("region", "coordinator")
    if wanted.text:
        draws = draws.filter(title__icontains=wanted.text) | draws.filter(key__icontains=wanted.text)
    return draws.filter(state__in=wanted.states) if wanted.states else draws


def get_draw(actor: Actor, draw_id: UUID) -> Draw:
    draw = visible_draws(actor).select_related("region", "coordinator").filter(pk=draw_id).first()
    if draw is None:
        raise _unknown()
    return draw


def get_draw_version(actor: Actor, key: str, version: int | None = None) -> Draw:
    """One version, by default the newest."""
    versions = visible_draws(actor).select_related("region", "coordinator").filter(key=key)
    if version is not None:
        versions = versions.filter(version=version)
    draw = versions.order_by("-version").first()
    if draw is None:
        raise _unknown()
    return draw


def get_drawn_version(actor: Actor, key: str) -> Draw:
    """The newest version that was drawn. Raises NotFound while there is none."""
    drawn = visible_draws(actor).select_related("region", "coordinator").filter(key=key, state__in=_AFTER_THE_DRAW)
    draw = drawn.order_by("-version").first()
    if draw is None:
        raise NotFound("draw_not_drawn", f"没有编号为 {key} 的已抽取的抽取，或者您无权查看。")
    return draw


def list_versions(actor: Actor, key: str) -> QuerySet[Draw]:
    return visible_draws(actor).filter(key=key).order_by("version")


def list_parties(draw: Draw) -> QuerySet[Party]:
    return draw.parties.select_related("agency").order_by("agency__code")


def find_own_party(actor: Actor, draw: Draw) -> Party | None:
    return draw.parties.select_related("agency").filter(agency_id=actor.agency_id).first() if actor.agency_id else None


def list_selected(draw: Draw) -> QuerySet[Unit]:
    """The selected units in the order of their visits, with entity and visit."""
    return (
        draw.units.filter(is_selected=True)
        .select_related("entity", "entity__region", "visit")
        .order_by("visit__sequence", "unit_id")
    )


def find_unit(key: str, unit_id: str) -> Unit | None:
    """The unit that an entity computed from its own id and salt, in the newest version that was drawn.

    No actor: whoever knows the salt is the entity or was told by it, and sees this one row."""
    units = Unit.objects.filter(draw__key=key, unit_id=unit_id, draw__state__in=_AFTER_THE_DRAW)
    return units.select_related("draw", "visit").order_by("-draw__version").first()


def manual_changes(draw: Draw) -> int:
    """How many places of its visits are held by somebody who was put there by hand instead of by the draw."""
    by_hand = VisitOfficer.objects.filter(source=OfficerSource.MANUAL, replaced_at=None)
    visits = draw.units.exclude(visit=None).values("visit")
    return by_hand.filter(team__visit__in=visits).count()


def _unknown() -> NotFound:
    return NotFound("draw_not_found", "没有这次抽取，或者您无权查看。")
