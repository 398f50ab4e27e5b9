from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger import queries as ledger
from tongjian.foundation.ledger.models import Checkpoint
from tongjian.foundation.ledger.operations import seal_entries
from tongjian.foundation.ledger.trail import record
from tongjian.pure import sampling
from tongjian.pure.sampling.bundle import proof_bytes
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.choices import HeldBy
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.operations._files import write_file
from tongjian.supervision.planning.operations._lock import lock_draw
from tongjian.supervision.planning.operations._todos import REVEAL, ask_parties
from tongjian.supervision.planning.workflow import DRAW_WORKFLOW


def seal_commitments(*, actor: Actor, draw_id: UUID) -> Draw:
    """封存检查点：seals the log over `draw.committed` and keeps the signed checkpoint and the proof with the draw.

    Runs after the transaction that wrote the entry; doing it twice changes nothing.
    """
    checkpoint = seal_entries(actor=Actor.system("联合抽取：封存", "ledger.seal"))
    return _keep(actor, draw_id, checkpoint)


@transaction.atomic
def _keep(actor: Actor, draw_id: UUID, checkpoint: Checkpoint | None) -> Draw:
    draw = lock_draw(actor, draw_id)
    require(policies.can_seal(actor, draw))
    DRAW_WORKFLOW.check("seal", state=draw.state)
    if draw.checkpoint:
        return draw
    if checkpoint is None or draw.committed_entry_id is None:
        raise Conflict("not_sealed", "存证尚未封存，请稍后再试。")
    proof = ledger.inclusion_proof(draw.committed_entry_id, checkpoint.size)
    hashes = tuple(digest.hex() for digest in proof.hashes)
    proof_json = proof_bytes(sampling.Proof(proof.entry, proof.index, proof.size, hashes, proof.key))
    write_file(draw, "proof.json", proof_json)
    write_file(draw, "checkpoint.txt", checkpoint.note.encode())
    draw.checkpoint = checkpoint.note
    draw.save(update_fields=["checkpoint"])
    own = draw.parties.filter(held_by=HeldBy.AGENCY)
    ask_parties(actor, draw, REVEAL, list(own.values_list("agency_id", flat=True)))

    record(actor, "draw.sealed", draw, draw=draw.key, version=draw.version, size=checkpoint.size, root=checkpoint.root)
    return draw
