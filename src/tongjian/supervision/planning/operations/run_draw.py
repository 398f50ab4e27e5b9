from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.pure import sampling
from tongjian.pure.sampling.bundle import manifest_bytes
from tongjian.supervision.planning import policies, queries
from tongjian.supervision.planning.events import DrawDrawn
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.operations._files import write_file
from tongjian.supervision.planning.operations._lock import lock_draw, own_party
from tongjian.supervision.planning.operations._todos import RUN, settle
from tongjian.supervision.planning.operations._visits import order_visits
from tongjian.supervision.planning.workflow import DRAW_WORKFLOW


@transaction.atomic
def run_draw(*, actor: Actor, draw_id: UUID) -> Draw:
    """抽取：seed, selection, visits with their officers, figures; all of it follows from what is already fixed.

    Refused while a named beacon has no value, and when a stored file is not what was frozen.
    """
    draw = lock_draw(actor, draw_id)
    require(policies.can_run(actor, draw, own_party(actor, draw)))
    transition = DRAW_WORKFLOW.check("run", state=draw.state)
    if draw.beacon_source and not draw.beacon_value:
        raise RuleViolated("beacon_missing", "约定的信标还没有登记值，不能抽取。", "联合抽取规范 tongjian-draw/1")
    ceremony, hashes, frozen = queries.ceremony_of(draw), queries.hashes_of(draw), queries.frozen_files(draw)
    seed = sampling.seed(ceremony, hashes)

    selection = sampling.run_draw(frozen, seed)
    visits, open_places = order_visits(actor, draw, frozen, selection, seed)
    write_file(draw, "selection.csv", selection.csv)
    write_file(draw, "manifest.json", manifest_bytes(ceremony, hashes, seed, selection.sha256))
    draw.figures = {**draw.figures, **queries.figures_of(frozen.pool, selection), "open_places": open_places}
    draw.state = transition.target
    draw.seed = seed.hex()
    draw.selection_sha256 = selection.sha256
    draw.drawn_at = timezone.now()
    draw.save(update_fields=["figures", "state", "seed", "selection_sha256", "drawn_at"])

    settle(actor, draw, RUN)
    entry = record(
        actor,
        "draw.drawn",
        draw,
        draw=draw.key,
        version=draw.version,
        seed=draw.seed,
        selection_sha256=draw.selection_sha256,
        selected=len(selection.row),
        visits=len(visits),
        open_places=open_places,
    )
    publish(entry, DrawDrawn(draw_id=str(draw.pk), visits=len(visits)))
    return draw
