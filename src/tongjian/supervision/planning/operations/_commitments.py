from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record
from tongjian.pure import sampling
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import HeldBy
from tongjian.supervision.planning.models import Draw, Party
from tongjian.supervision.planning.operations._deadline import deadline
from tongjian.supervision.planning.operations._todos import COMMIT, settle
from tongjian.supervision.planning.workflow import DRAW_WORKFLOW


def take_commitment(actor: Actor, draw: Draw, party: Party, *, commitment: str, held_by: HeldBy) -> None:
    """Writes one commitment of a locked draw and, with the last one, the entry `draw.committed`."""
    DRAW_WORKFLOW.check("commit", state=draw.state)
    party.commitment = commitment
    party.held_by = held_by
    party.committed_at = timezone.now()
    party.save(update_fields=["commitment", "held_by", "held_nonce", "committed_at"])
    record(
        actor,
        "draw.nonce_committed",
        draw,
        draw=draw.key,
        version=draw.version,
        agency=party.agency.code,
        commitment=commitment,
        held_by=held_by,
    )
    settle(actor, draw, COMMIT, party.agency_id)
    if not draw.parties.filter(committed_at=None).exists():
        _complete(actor, draw)


def _complete(actor: Actor, draw: Draw) -> None:
    draw.state = DRAW_WORKFLOW.check("complete_commitments", state=draw.state).target
    draw.committed_at = timezone.now()
    draw.reveal_deadline = deadline("draw.reveal_deadline")
    data = sampling.committed_data(queries.ceremony_of(draw), queries.hashes_of(draw))
    draw.header_sha256 = data["header_sha256"]
    entry = record(actor, "draw.committed", draw, **data)
    draw.committed_entry_id = entry.pk
    draw.save(
        update_fields=["state", "committed_at", "reveal_deadline", "header_sha256", "committed_entry_id"],
    )
