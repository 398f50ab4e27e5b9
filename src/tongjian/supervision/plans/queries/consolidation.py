"""Reads of rounds of consolidation and of what they propose."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from tongjian.foundation.casework.choices import ClockState
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.queries import OPEN_STATES
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.models import Agency
from tongjian.pure.codes import significant
from tongjian.supervision.plans.choices import Answered, ProposalState
from tongjian.supervision.plans.models import Consolidation, Proposal, ProposalAnswer, ProposalLine
from tongjian.supervision.plans.policies import can_coordinate, visible_proposals, visible_rounds
from tongjian.supervision.plans.queries.explaining import Names, as_facts, explain, names_in


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFilter:
    year: int | None = None
    state: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFilter:
    """`agency` and `other` are codes: proposals that concern it, or both."""

    kind: str = ""
    state: str = ""
    agency: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    proposal: Proposal
    why: list[str]


def list_rounds(actor: Actor, wanted: RoundFilter) -> QuerySet[Consolidation]:
    """Each with `asked`, `adopted` and `dropped` proposals, and `saved` entries a year of the adopted. Ready to
    render; a department counts what concerns it."""
    mine = Q(proposals__in=visible_proposals(actor))
    adopted = mine & Q(proposals__state=ProposalState.ADOPTED)
    rows = visible_rounds(actor).select_related("region", "coordinator")
    rows = rows.annotate(
        asked=Count("proposals", filter=mine & Q(proposals__state=ProposalState.ASKED)),
        adopted=Count("proposals", filter=adopted),
        dropped=Count("proposals", filter=mine & Q(proposals__state=ProposalState.DROPPED)),
        saved=Coalesce(Sum("proposals__saved", filter=adopted), 0),
    )
    if wanted.year:
        rows = rows.filter(year=wanted.year)
    if wanted.region:
        rows = rows.filter(region__code__startswith=significant(wanted.region))
    return rows.filter(state=wanted.state) if wanted.state else rows


def get_round(actor: Actor, code: str) -> Consolidation:
    found = visible_rounds(actor).select_related("region", "coordinator").filter(code=code).first()
    if found is None:
        raise NotFound("consolidation_not_found", "没有这一轮撮合，或者您无权查看。")
    return found


def proposals_of(actor: Actor, found: Consolidation, wanted: ProposalFilter) -> QuerySet[Proposal]:
    """What saves most first. Ready to render."""
    rows = _ready(visible_proposals(actor).filter(consolidation=found)).order_by("-saved", "number")
    for code in filter(None, (wanted.agency, wanted.other)):
        rows = rows.filter(answers__agency__code=code)
    chosen = {name: value for name in ("kind", "state") if (value := getattr(wanted, name))}
    return rows.filter(**chosen)


def get_proposal(actor: Actor, code: str, number: int) -> Proposal:
    rows = _ready(visible_proposals(actor).filter(consolidation__code=code, number=number))
    if (proposal := rows.first()) is None:
        raise NotFound("proposal_not_found", "没有这项撮合建议，或者您无权查看。")
    return proposal


def joint_lines(actor: Actor, found: Consolidation) -> QuerySet[Proposal]:
    """联合检查计划：what was adopted as one visit, with its lead."""
    rows = visible_proposals(actor).filter(consolidation=found, state=ProposalState.ADOPTED, lead__isnull=False)
    return _ready(rows).order_by("number")


def explained(proposals: Iterable[Proposal]) -> list[Explained]:
    """Each with its reasons in words; a constant number of queries."""
    rows = list(proposals)
    facts = {row.pk: as_facts(row.facts) for row in rows}
    names: Names = names_in(fact for one in facts.values() for fact in one)
    return [Explained(row, explain(facts[row.pk], names)) for row in rows]


def answers_of(proposal: Proposal) -> list[tuple[ProposalAnswer, Clock | None]]:
    """With the clock of each. Two queries and that of the clocks' changes."""
    answers = list(proposal.answers.all())
    clocks = Clock.objects.filter(
        matter_kind=ProposalAnswer._meta.label_lower, matter_id__in=[str(one.pk) for one in answers]
    ).prefetch_related("changes")
    by_matter = {clock.matter_id: clock for clock in clocks}
    return [(one, by_matter.get(str(one.pk))) for one in answers]


def still_waits(proposal: Proposal) -> bool:
    """Whether a department may still answer in time."""
    keys = [str(pk) for pk in proposal.answers.filter(done_at=None).values_list("pk", flat=True)]
    clocks = Clock.objects.filter(matter_kind=ProposalAnswer._meta.label_lower, matter_id__in=keys)
    return clocks.filter(state__in=OPEN_STATES).exclude(state=ClockState.EXPIRED).exists()


def refused_by(proposal: Proposal) -> list[Agency]:
    """Of a `ready` proposal."""
    return [one.agency for one in proposal.answers.all() if one.answer == Answered.REFUSE]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`agencies` in order of how much they plan together; `counts` of two codes, in either order."""

    agencies: Sequence[Agency]
    counts: Mapping[tuple[str, str], int]


def matrix_of(overlaps: Mapping[tuple[str, str], int], *, only: str | None = None) -> Matrix:
    """Which departments plan to visit the same entities; with `only` the pairs that this one (a code) is in. One
    query."""
    pairs = {pair: n for pair, n in overlaps.items() if only is None or only in pair}
    codes = {code for one, other in pairs for code in (one, other) if one != other}
    weight = {code: sum(n for pair, n in pairs.items() if code in pair and pair[0] != pair[1]) for code in codes}
    rows = Agency.objects.filter(code__in=codes).select_related("kind", "region")
    agencies = sorted(rows, key=lambda one: (-weight[one.code], one.code))
    return Matrix(agencies, pairs | {(other, one): n for (one, other), n in pairs.items()})


def matrix_for(actor: Actor, found: Consolidation) -> Matrix:
    """As it was when the round was opened; a department sees whom it meets, and not whom others meet."""
    overlaps = {(one, other): common for one, other, common in found.overlaps}
    if actor.agency_id is None or can_coordinate(actor, found.region_id):
        return matrix_of(overlaps)
    own = Agency.objects.filter(pk=actor.agency_id).values_list("code", flat=True).first()
    return matrix_of(overlaps, only=own or "")


def _ready(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    lines = ProposalLine.objects.select_related("line__plan__agency__kind", "result__plan").order_by("place")
    answers = ProposalAnswer.objects.select_related("agency").order_by("agency__code")
    return rows.select_related("consolidation__region", "consolidation__coordinator", "lead").prefetch_related(
        Prefetch("proposal_lines", lines), Prefetch("answers", answers)
    )
