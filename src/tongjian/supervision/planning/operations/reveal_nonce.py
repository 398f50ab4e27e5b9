import re
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.supervision.planning import policies
from tongjian.supervision.planning.choices import HeldBy
from tongjian.supervision.planning.models import Draw, Party
from tongjian.supervision.planning.operations._lock import lock_draw, own_party
from tongjian.supervision.planning.operations._reveals import open_to_reveals, reveal_held, take_reveal

_NONCE = re.compile(r"[0-9a-f]{64}")


@transaction.atomic
def reveal_nonce(*, actor: Actor, draw_id: UUID, nonce: str) -> Draw:
    """揭示随机数：64 lower-case hex digits that match the party's commitment, before the deadline.

    What the server holds (practice only) is revealed first.
    """
    draw = lock_draw(actor, draw_id)
    party = own_party(actor, draw)
    require(policies.can_hold_nonce(actor, party))
    assert party is not None
    open_to_reveals(draw)
    _refuse_twice_and_late(draw, party)
    if not _NONCE.fullmatch(nonce):
        raise RuleViolated("nonce_malformed", "随机数应当是 64 位小写十六进制数。", "联合抽取规范 tongjian-draw/1")

    reveal_held(actor, draw)
    take_reveal(actor, draw, party, nonce)
    return draw


def _refuse_twice_and_late(draw: Draw, party: Party) -> None:
    if party.revealed_at:
        raise Conflict("already_revealed", "本部门已揭示随机数。")
    if party.held_by == HeldBy.SERVER:
        raise RuleViolated("held_by_server", "本部门的随机数由系统代持，由系统揭示。")
    if draw.reveal_deadline and timezone.now() >= draw.reveal_deadline:
        raise RuleViolated(
            "reveal_too_late", "揭示期限已过，本次抽取将中止并另立新版本。", "联合抽取规范 tongjian-draw/1"
        )
