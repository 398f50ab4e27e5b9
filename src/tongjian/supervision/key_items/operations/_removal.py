"""How a key item begins to leave the list: by itself, or as the outcome of a review."""

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.key_items.choices import VersionState
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.operations._todos import ask_for_removal
from tongjian.supervision.key_items.workflow import VERSION_WORKFLOW


def begin_removal(actor: Actor, version: KeyItemVersion, reason: str) -> None:
    """It stays on the list until a second person agrees."""
    version.state = VersionState(VERSION_WORKFLOW.check("propose_removal", state=version.state).target)
    version.removal_reason, version.removal_by = reason, actor.user_id
    version.save(update_fields=["state", "removal_reason", "removal_by"])
    ask_for_removal(actor, version)
    record(
        actor, "key_item.removal_proposed", version.key_item, code=version.key_item.code, number=version.number,
        reason=reason,
    )  # fmt: skip
