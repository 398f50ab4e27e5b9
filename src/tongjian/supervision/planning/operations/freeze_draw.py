from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.pure import sampling
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.models import Candidate, Demand, Draw, Unit
from tongjian.supervision.planning.operations._deadline import deadline
from tongjian.supervision.planning.operations._demand_content import refuse_unlawful
from tongjian.supervision.planning.operations._files import write_file
from tongjian.supervision.planning.operations._frame import FramePool, build_pool
from tongjian.supervision.planning.operations._lock import lock_draw
from tongjian.supervision.planning.operations._parties import refuse_too_few
from tongjian.supervision.planning.operations._roster import Roster, build_roster
from tongjian.supervision.planning.operations._todos import COMMIT, ask_parties
from tongjian.supervision.planning.queries import rfc3339
from tongjian.supervision.planning.workflow import DEMAND_WORKFLOW, DRAW_WORKFLOW

_BATCH = 2000


@transaction.atomic
def freeze_draw(*, actor: Actor, draw_id: UUID) -> Draw:
    """冻结名录：builds frame, exclusions and officers, writes the canonical files and their hashes.

    Refused with too few parties, no demand, an empty frame, V01, V02 or V07. From here on nothing can change.
    """
    draw = lock_draw(actor, draw_id)
    require(policies.can_coordinate(actor, draw))
    transition = DRAW_WORKFLOW.check("freeze", state=draw.state)
    demands = list(draw.demands.select_for_update(of=("self",)).select_related("agency").order_by("code"))
    _refuse_unready(draw, demands)

    pool = build_pool(draw, demands)
    if not pool.unit_ids:
        raise RuleViolated("frame_empty", "各需求的对象范围内没有可抽取的监管对象。", "联合抽取规范 tongjian-draw/1")
    roster = build_roster(draw, demands, pool.units)
    frozen = _freeze(pool, roster)
    _keep(draw, pool, roster, frozen)
    draw.demands.update(state=DEMAND_WORKFLOW.check("freeze", state=demands[0].state).target)
    draw.state = transition.target
    draw.frozen_at = timezone.now().replace(microsecond=0)
    draw.commit_deadline = deadline("draw.commit_deadline")
    draw.figures = {"units": len(set(pool.unit_ids)), "pairs": len(pool.unit_ids), "excluded": len(pool.exclusions)}
    draw.save()

    record(
        actor,
        "draw.frozen",
        draw,
        draw=draw.key,
        version=draw.version,
        frozen_at=rfc3339(draw.frozen_at),
        demands=[demand.code for demand in demands],
        officers=len(roster.rows),
        frame_sha256=draw.frame_sha256,
        demands_sha256=draw.demands_sha256,
        exclusions_sha256=draw.exclusions_sha256,
        officers_sha256=draw.officers_sha256,
        **draw.figures,
    )
    ask_parties(actor, draw, COMMIT, list(draw.parties.values_list("agency_id", flat=True)))
    return draw


def _refuse_unready(draw: Draw, demands: list[Demand]) -> None:
    refuse_too_few(draw.parties.count())
    if not demands:
        raise RuleViolated("no_demands", "抽取中还没有需求，请先纳入各部门已提交的需求。")
    for demand in demands:
        refuse_unlawful(demand, timezone.localdate())


def _freeze(pool: FramePool, roster: Roster) -> sampling.FrozenFiles:
    try:
        return sampling.freeze(pool.specs, pool.frame(), pool.exclusions, roster.rows)
    except sampling.DrawInvalid as invalid:
        raise RuleViolated("draw_invalid", invalid.sentence, "联合抽取规范 tongjian-draw/1") from invalid


def _keep(draw: Draw, pool: FramePool, roster: Roster, frozen: sampling.FrozenFiles) -> None:
    write_file(draw, "demands.json", frozen.demands)
    write_file(draw, "frame.csv", frozen.frame)
    write_file(draw, "exclusions.csv", frozen.exclusions)
    write_file(draw, "officers.csv", frozen.officers)
    draw.demands_sha256 = frozen.hashes.demands
    draw.frame_sha256 = frozen.hashes.frame
    draw.exclusions_sha256 = frozen.hashes.exclusions
    draw.officers_sha256 = frozen.hashes.officers
    Unit.objects.bulk_create(pool.units.values(), batch_size=_BATCH)
    Candidate.objects.bulk_create(roster.candidates, batch_size=_BATCH)
