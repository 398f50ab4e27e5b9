from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.pure import sampling
from tongjian.supervision.planning.choices import HeldBy
from tongjian.supervision.planning.models import Draw, Party
from tongjian.supervision.planning.operations._todos import REVEAL, RUN, ask_coordinator, settle
from tongjian.supervision.planning.workflow import DRAW_WORKFLOW


def open_to_reveals(draw: Draw) -> None:
    DRAW_WORKFLOW.check("reveal", state=draw.state)
    if not draw.checkpoint:
        raise Conflict("not_sealed", "承诺的检查点尚未公布，请稍后再揭示。")


def reveal_held(actor: Actor, draw: Draw) -> None:
    for party in draw.parties.select_related("agency").filter(held_by=HeldBy.SERVER, revealed_at=None):
        take_reveal(actor, draw, party, party.held_nonce)


def take_reveal(actor: Actor, draw: Draw, party: Party, nonce: str) -> None:
    """Writes one reveal of a locked draw; the last one moves the draw on. Raises RuleViolated on a mismatch."""
    expected = sampling.commitment(draw.key, draw.version, party.agency.code, bytes.fromhex(nonce))
    if expected != party.commitment:
        raise RuleViolated(
            "nonce_mismatch", "随机数与已提交的承诺不符，不予接受。请核对随机数文件。", "联合抽取规范 tongjian-draw/1"
        )
    party.nonce = nonce
    party.revealed_at = timezone.now()
    party.save(update_fields=["nonce", "revealed_at"])
    record(
        actor,
        "draw.nonce_revealed",
        draw,
        draw=draw.key,
        version=draw.version,
        agency=party.agency.code,
        nonce=nonce,
        held_by=party.held_by,
    )
    settle(actor, draw, REVEAL, party.agency_id)
    if not draw.parties.filter(revealed_at=None).exists():
        draw.state = DRAW_WORKFLOW.check("complete_reveals", state=draw.state).target
        draw.save(update_fields=["state"])
        record(actor, "draw.revealed", draw, draw=draw.key, version=draw.version)
        ask_coordinator(actor, draw, RUN)
