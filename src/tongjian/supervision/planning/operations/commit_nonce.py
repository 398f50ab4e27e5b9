import re
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.choices import DrawState, HeldBy
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.operations._commitments import take_commitment
from tongjian.supervision.planning.operations._lock import lock_draw, own_party
from tongjian.supervision.planning.operations.seal_commitments import seal_commitments

_HASH = re.compile(r"[0-9a-f]{64}")


def commit_nonce(*, actor: Actor, draw_id: UUID, commitment: str) -> Draw:
    """提交承诺：64 lower-case hex digits of the commitment; the nonce itself stays with the party.

    With the last commitment the entry `draw.committed` is written, and after that transaction the log is sealed and
    its checkpoint stored. If that second step fails, the job `planning.seal_commitments` does it again.
    """
    draw = _commit(actor, draw_id, commitment)
    return seal_commitments(actor=actor, draw_id=draw_id) if draw.state == DrawState.COMMITTED else draw


@transaction.atomic
def _commit(actor: Actor, draw_id: UUID, commitment: str) -> Draw:
    draw = lock_draw(actor, draw_id)
    party = own_party(actor, draw)
    require(policies.can_hold_nonce(actor, party))
    assert party is not None
    if party.commitment:
        raise Conflict("already_committed", "本部门已提交承诺，不能更改。")
    if not _HASH.fullmatch(commitment):
        raise RuleViolated("commitment_malformed", "承诺应当是 64 位小写十六进制数。", "联合抽取规范 tongjian-draw/1")
    take_commitment(actor, draw, party, commitment=commitment, held_by=HeldBy.AGENCY)
    return draw
