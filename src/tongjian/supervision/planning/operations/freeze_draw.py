import hashlib
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.exchange.writing import insert_rows
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.pure import sampling
from tongjian.supervision.planning import policies, queries
from tongjian.supervision.planning.choices import JobKind, JobStage
from tongjian.supervision.planning.models import Candidate, Demand, Draw, Unit
from tongjian.supervision.planning.operations._deadline import deadline
from tongjian.supervision.planning.operations._files import write_file
from tongjian.supervision.planning.operations._frame import FramePool, build_pool
from tongjian.supervision.planning.operations._jobs import finish_job
from tongjian.supervision.planning.operations._lock import lock_draw
from tongjian.supervision.planning.operations._readiness import demands_of, refuse_unready
from tongjian.supervision.planning.operations._roster import Roster, build_matching, build_roster
from tongjian.supervision.planning.operations._todos import COMMIT, ask_parties
from tongjian.supervision.planning.operations._watch import Watch, nobody
from tongjian.supervision.planning.queries import rfc3339
from tongjian.supervision.planning.workflow import DEMAND_WORKFLOW, DRAW_WORKFLOW

_BATCH = 2000


@dataclass(frozen=True, eq=False)
class _Prepared:
    demand_ids: list[UUID]
    pool: FramePool
    roster: Roster
    frozen: sampling.FrozenFiles
    places: bytes
    matching: bytes


def freeze_draw(*, actor: Actor, draw_id: UUID, watch: Watch = nobody) -> Draw:
    """冻结名录：builds frame, exclusions and officers, writes the canonical files and their hashes.

    Refused with too few parties, no demand, an empty frame, V01, V02 or V07. From here on nothing can change. The
    frame is built before the transaction, so that nobody waits for it; then all of it is kept, or nothing.
    """
    draw = queries.get_draw(actor, draw_id)
    require(policies.can_coordinate(actor, draw))
    DRAW_WORKFLOW.check("freeze", state=draw.state)
    demands = demands_of(draw)
    refuse_unready(draw, demands)
    return _keep(actor, draw_id, _prepare(draw, demands, watch), watch)


def _prepare(draw: Draw, demands: list[Demand], watch: Watch) -> _Prepared:
    pool = build_pool(draw, demands, watch)
    if not pool.unit_ids:
        raise RuleViolated("frame_empty", "各需求的对象范围内没有可抽取的监管对象。", "联合抽取规范 tongjian-draw/1")
    watch(JobStage.OFFICERS, 0, 1)
    roster = build_roster(draw, demands, pool.units)
    watch(JobStage.FILES, 0, len(pool.unit_ids))
    places = sampling.write_places(pool.counties)
    matching = build_matching(draw, places)
    return _Prepared([demand.pk for demand in demands], pool, roster, _freeze(pool, roster), places, matching)


def _freeze(pool: FramePool, roster: Roster) -> sampling.FrozenFiles:
    try:
        return sampling.freeze(pool.specs, pool.frame(), pool.exclusions, roster.rows)
    except sampling.DrawInvalid as invalid:
        raise RuleViolated("draw_invalid", invalid.sentence, "联合抽取规范 tongjian-draw/1") from invalid


@transaction.atomic
def _keep(actor: Actor, draw_id: UUID, prepared: _Prepared, watch: Watch) -> Draw:
    watch(JobStage.UNITS, 0, len(prepared.pool.units))
    draw = lock_draw(actor, draw_id)
    require(policies.can_coordinate(actor, draw))
    transition = DRAW_WORKFLOW.check("freeze", state=draw.state)
    demands = _demands_unchanged(draw, prepared)
    refuse_unready(draw, demands)

    pool = prepared.pool
    _write_files(draw, prepared)
    _insert_units(draw, pool, watch)
    Candidate.objects.bulk_create(prepared.roster.candidates, batch_size=_BATCH)
    draw.demands.update(state=DEMAND_WORKFLOW.check("freeze", state=demands[0].state).target)
    draw.state = transition.target
    draw.frozen_at = timezone.now().replace(microsecond=0)
    draw.commit_deadline = deadline("draw.commit_deadline")
    draw.strata = pool.meanings
    draw.figures = {"units": len(set(pool.unit_ids)), "pairs": len(pool.unit_ids), "excluded": len(pool.exclusions)}
    draw.save()
    finish_job(draw, JobKind.FREEZE)

    record(
        actor,
        "draw.frozen",
        draw,
        draw=draw.key,
        version=draw.version,
        frozen_at=rfc3339(draw.frozen_at),
        demands=[demand.code for demand in demands],
        officers=len(prepared.roster.rows),
        frame_sha256=draw.frame_sha256,
        demands_sha256=draw.demands_sha256,
        exclusions_sha256=draw.exclusions_sha256,
        officers_sha256=draw.officers_sha256,
        matching_sha256=draw.matching_sha256,
        **draw.figures,
    )
    ask_parties(actor, draw, COMMIT, list(draw.parties.values_list("agency_id", flat=True)))
    return draw


def _demands_unchanged(draw: Draw, prepared: _Prepared) -> list[Demand]:
    """The demands of the locked draw, locked too. Raises Conflict when others were taken in meanwhile."""
    demands = list(draw.demands.select_for_update(of=("self",)).select_related("agency").order_by("code"))
    if [demand.pk for demand in demands] != prepared.demand_ids:
        raise Conflict("demands_changed", "生成名录期间纳入的需求有变动，请重新冻结。")
    return demands


def _write_files(draw: Draw, prepared: _Prepared) -> None:
    frozen = prepared.frozen
    write_file(draw, "demands.json", frozen.demands)
    write_file(draw, "frame.csv", frozen.frame)
    write_file(draw, "exclusions.csv", frozen.exclusions)
    write_file(draw, "officers.csv", frozen.officers)
    write_file(draw, "places.csv", prepared.places)
    write_file(draw, "matching.json", prepared.matching)
    draw.demands_sha256 = frozen.hashes.demands
    draw.frame_sha256 = frozen.hashes.frame
    draw.exclusions_sha256 = frozen.hashes.exclusions
    draw.officers_sha256 = frozen.hashes.officers
    draw.matching_sha256 = hashlib.sha256(prepared.matching).hexdigest()


def _insert_units(draw: Draw, pool: FramePool, watch: Watch) -> None:
    rows = zip(pool.units.items(), pool.salts, strict=True)
    for done in range(0, len(pool.salts), _BATCH):
        watch(JobStage.UNITS, done, len(pool.salts))
        insert_rows(
            [
                Unit(draw=draw, entity_id=entity_id, unit_id=unit_id, salt=salt.hex())
                for (entity_id, unit_id), salt in islice(rows, _BATCH)
            ]
        )
