import hashlib
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.pure import sampling
from tongjian.pure.sampling.bundle import manifest_bytes
from tongjian.supervision.planning import policies, queries
from tongjian.supervision.planning.choices import JobKind, JobStage
from tongjian.supervision.planning.events import DrawDrawn
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.operations._files import write_file
from tongjian.supervision.planning.operations._jobs import finish_job
from tongjian.supervision.planning.operations._lock import lock_draw, own_party
from tongjian.supervision.planning.operations._readiness import refuse_without_beacon
from tongjian.supervision.planning.operations._todos import RUN, settle
from tongjian.supervision.planning.operations._visits import VisitPlan, make_visits, plan_visits
from tongjian.supervision.planning.operations._watch import Watch, nobody
from tongjian.supervision.planning.workflow import DRAW_WORKFLOW


def run_draw(*, actor: Actor, draw_id: UUID, watch: Watch = nobody) -> Draw:
    """抽取：seed, selection, visits with their officers, figures; all of it follows from what is already fixed.

    Refused while a named beacon has no value, and when a stored file is not what was frozen. It is computed before
    the transaction, so that nobody waits for it; then all of it is kept, or nothing.
    """
    draw = queries.get_draw(actor, draw_id)
    _refuse(actor, draw)
    watch(JobStage.READ, 0, draw.figures.get("pairs", 0))
    ceremony, hashes, frozen = queries.ceremony_of(draw), queries.hashes_of(draw), queries.frozen_files(draw)
    seed = sampling.seed(ceremony, hashes)

    watch(JobStage.SELECT, 0, len(frozen.pool.frame))
    selection = sampling.run_draw(frozen, seed)
    manifest = manifest_bytes(ceremony, hashes, seed, selection.sha256)
    figures = queries.figures_of(frozen.pool, selection)
    plan = plan_visits(draw, frozen, selection, seed, watch)
    watch(JobStage.VISITS, 0, len(plan.drafts))
    draw.figures = {**draw.figures, **figures, "open_places": plan.open_places}
    draw.seed = seed.hex()
    return _keep(actor, draw, selection=selection, manifest=manifest, plan=plan)


def _refuse(actor: Actor, draw: Draw) -> None:
    require(policies.can_run(actor, draw, own_party(actor, draw)))
    DRAW_WORKFLOW.check("run", state=draw.state)
    refuse_without_beacon(draw)


@transaction.atomic
def _keep(actor: Actor, computed: Draw, *, selection: sampling.Selection, manifest: bytes, plan: VisitPlan) -> Draw:
    draw = lock_draw(actor, computed.pk)
    _refuse(actor, draw)
    draw.figures, draw.seed, draw.selection_sha256 = computed.figures, computed.seed, selection.sha256
    draw.state = DRAW_WORKFLOW.check("run", state=draw.state).target
    draw.drawn_at = timezone.now()
    write_file(draw, "selection.csv", selection.csv)
    write_file(draw, "manifest.json", manifest)
    teams = sampling.write_teams(plan.teams)
    write_file(draw, "teams.csv", teams)
    draw.teams_sha256 = hashlib.sha256(teams).hexdigest()
    visits = make_visits(actor, draw, plan)
    draw.save(update_fields=["figures", "state", "seed", "selection_sha256", "teams_sha256", "drawn_at"])
    finish_job(draw, JobKind.RUN)

    settle(actor, draw, RUN)
    entry = record(
        actor,
        "draw.drawn",
        draw,
        draw=draw.key,
        version=draw.version,
        seed=draw.seed,
        selection_sha256=draw.selection_sha256,
        teams_sha256=draw.teams_sha256,
        selected=len(selection.row),
        visits=len(visits),
        open_places=plan.open_places,
    )
    publish(entry, DrawDrawn(draw_id=str(draw.pk), visits=len(visits)))
    return draw
