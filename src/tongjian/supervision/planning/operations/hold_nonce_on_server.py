import secrets
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.pure import sampling
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.choices import DrawState, HeldBy
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.operations._commitments import take_commitment
from tongjian.supervision.planning.operations._lock import lock_draw
from tongjian.supervision.planning.operations.seal_commitments import seal_commitments


def hold_nonce_on_server(*, actor: Actor, draw_id: UUID, agency_id: UUID) -> Draw:
    """系统代持随机数，in practice draws only: the server makes, encrypts and later reveals a party's nonce."""
    draw = _hold(actor, draw_id, agency_id)
    return seal_commitments(actor=actor, draw_id=draw_id) if draw.state == DrawState.COMMITTED else draw


@transaction.atomic
def _hold(actor: Actor, draw_id: UUID, agency_id: UUID) -> Draw:
    draw = lock_draw(actor, draw_id)
    party = draw.parties.select_related("agency").filter(agency_id=agency_id).first()
    if party is None:
        raise NotFound("party_not_found", "该部门不是本次抽取的参与方。")
    if not policies.can_coordinate(actor, draw):
        require(policies.can_hold_nonce(actor, party))
    if not draw.is_practice:
        raise RuleViolated(
            "practice_only", "只有演练可以由系统代持随机数，正式抽取须由各部门自持。", "联合抽取规范 tongjian-draw/1"
        )
    if party.commitment:
        raise Conflict("already_committed", f"{party.agency.name}已提交承诺，不能更改。")
    nonce = secrets.token_bytes(32)
    party.held_nonce = nonce.hex()
    commitment = sampling.commitment(draw.key, draw.version, party.agency.code, nonce)
    take_commitment(actor, draw, party, commitment=commitment, held_by=HeldBy.SERVER)
    return draw
