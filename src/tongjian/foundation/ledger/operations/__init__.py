"""Every way to change the ledger besides `trail.record` and `trail.publish`."""

from tongjian.foundation.ledger import events
from tongjian.foundation.ledger.operations.deliver_events import deliver_events
from tongjian.foundation.ledger.operations.hand_over_key import hand_over_key
from tongjian.foundation.ledger.operations.request_verification import request_verification
from tongjian.foundation.ledger.operations.run_verification import run_verification
from tongjian.foundation.ledger.operations.seal_entries import seal_entries

__all__ = ["deliver_events", "events", "hand_over_key", "request_verification", "run_verification", "seal_entries"]
