"""Reads about handbooks and their editions."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.validity import holding, lasting, newest
from tongjian.foundation.org.models import Region
from tongjian.foundation.rulebook.queries import Reach
from tongjian.pure.codes import significant
from tongjian.supervision.handbooks.models import Edition, Handbook, Line
from tongjian.supervision.handbooks.policies import SETTLED, visible_editions, visible_handbooks


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookFilter:
    """Empty means everything; `lead` is a kind of department, `scenario` and `item` are codes, `on` a day: what was in
    force then, instead of the newest edition of each."""

    text: str = ""
    state: str = ""
    lead: str = ""
    region: str = ""
    scenario: str = ""
    item: str = ""
    on: date | None = None


def in_force(on: date | None = None) -> Q:
    """Editions; None is today."""
    return Q(state__in=SETTLED) & holding(on or timezone.localdate())


def list_editions(actor: Actor, wanted: HandbookFilter) -> QuerySet[Edition]:
    """One row a handbook, ready to render, with its number of `shown` lines."""
    seen = visible_editions(actor)
    editions = newest(seen, of="handbook") if wanted.on is None else seen.filter(in_force(wanted.on))
    exact = {"state": wanted.state, "handbook__lead": wanted.lead, "handbook__scenario__code": wanted.scenario}
    editions = editions.filter(**{name: value for name, value in exact.items() if value})
    if wanted.region:
        editions = editions.filter(handbook__region__code__startswith=significant(wanted.region))
    if wanted.item:
        of_item = Q(lines__is_left_out=False, lines__sources__item_version__item__code=wanted.item)
        editions = editions.filter(pk__in=visible_editions(actor).filter(of_item).values("pk"))
    if wanted.text:
        editions = editions.filter(Q(title__icontains=wanted.text) | Q(handbook__code__icontains=wanted.text))
    lines = Count("lines", filter=Q(lines__is_left_out=False))
    related = ("handbook__region", "handbook__lead", "handbook__scenario")
    return editions.select_related(*related).annotate(shown=lines).order_by("handbook__code")


def public_editions(*, text: str = "", region: str = "", industry: str = "", item: str = "") -> QuerySet[Edition]:
    """What is in force today, one row a handbook. `region` finds also those of the places above it."""
    editions = list_editions(Actor.public(), HandbookFilter(text=text, item=item, on=timezone.localdate()))
    if region:
        above = [code for code in Region.objects.values_list("code", flat=True) if _holds_in(code, region)]
        editions = editions.filter(handbook__region__in=above)
    if industry:
        wanted = [pk for pk, scope in editions.values_list("pk", "scope") if _concerns(scope, industry)]
        editions = editions.filter(pk__in=wanted)
    return editions


def _holds_in(code: str, region: str) -> bool:
    return significant(region).startswith(significant(code)) or significant(code).startswith(significant(region))


def _concerns(scope: dict[str, list[str]], industry: str) -> bool:
    """The industry asked for, a part of it, or the wider one it belongs to."""
    asked = industry.strip().upper()
    return any(one.startswith(asked) or asked.startswith(one) for one in scope.get("industries", ()))


def editions_citing(actor: Actor, reached: Reach) -> QuerySet[Edition]:
    """Drafts, and what is or will be in force, with a line that cites what an act upon a clause reaches."""
    clauses = [one.pk for one in (*reached.below, *reached.above)]
    citing = Line.objects.filter(is_left_out=False, line_clauses__clause__in=clauses).values("edition")
    return ready(visible_editions(actor).filter(lasting(timezone.localdate()), pk__in=citing)).order_by(
        "handbook__code", "number"
    )


def get_handbook(actor: Actor, code: str) -> Handbook:
    seen = visible_handbooks(actor).select_related("region", "lead", "scenario")
    handbook = seen.filter(code=code).first()
    if handbook is None:
        raise NotFound("handbook_not_found", "没有这本合规手册，或者您无权查看。")
    return handbook


def ready(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    related = ("handbook__region", "handbook__lead", "handbook__scenario", "submitted_by", "scenario_version")
    return editions.select_related(*related)


def editions_of(actor: Actor, handbook: Handbook) -> QuerySet[Edition]:
    """The newest first."""
    return ready(visible_editions(actor).filter(handbook=handbook)).order_by("-number")


def get_edition(actor: Actor, edition_id: UUID) -> Edition:
    edition = ready(visible_editions(actor).filter(pk=edition_id)).first()
    if edition is None:
        raise NotFound("handbook_not_found", "没有这本合规手册的这个版本，或者您无权查看。")
    return edition


def get_line(actor: Actor, line_id: UUID) -> tuple[Edition, Line]:
    line = Line.objects.filter(pk=line_id, edition__in=visible_editions(actor)).first()
    if line is None:
        raise NotFound("line_not_found", "没有这个条目，或者您无权查看。")
    return get_edition(actor, line.edition_id), line


def current_edition(actor: Actor, handbook: Handbook) -> Edition | None:
    """What is in force today, otherwise the last that was; None if nothing ever was."""
    settled = editions_of(actor, handbook).filter(state__in=SETTLED, valid_from__lte=timezone.localdate())
    return settled.filter(in_force()).first() or settled.first()
