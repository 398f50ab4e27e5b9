"""交接签名密钥。"""

import base64

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.events import KEY_HANDED_OVER
from tongjian.foundation.ledger.keys import FIRST, log_key, make_next_key, vkeys
from tongjian.foundation.ledger.models import SigningKey
from tongjian.foundation.ledger.operations._lock import lock_log
from tongjian.foundation.ledger.operations.seal_entries import seal_entries
from tongjian.foundation.ledger.trail import record
from tongjian.pure import tlog


def hand_over_key(*, actor: Actor) -> SigningKey:
    """Makes the next key of the log and seals the hand-over to it: from the next checkpoint on, it signs.

    The entry names the new key and carries the old key's signature, so that nobody who only writes to the database can
    appoint a key. Safe to run again after an interruption. Raises RuleViolated while another hand-over is open.
    """
    require(ALLOW if actor.has("ledger.hand_over_key") else deny("没有更换存证密钥的权限。"))
    seal_entries(actor=actor)
    with transaction.atomic():
        lock_log()
        old, known = log_key(), vkeys()
        if known[-1] != old.vkey:
            raise RuleViolated("hand_over_open", "上一次交接尚未封存，请稍后再试。")
        number = FIRST + len(known)
        key = SigningKey.objects.create(number=number, vkey=make_next_key(number), at=timezone.now())
        signature = base64.b64encode(old.sign(tlog.hand_over_text(old.vkey, key.vkey))).decode()
        record(actor, KEY_HANDED_OVER, key, vkey=key.vkey, signature=signature)
    seal_entries(actor=actor)
    return key
