"""Which key signs a log when its key was handed over: the chain is in the log itself.

A hand-over is an entry that names the next key and carries the signature of the key then in force over both. The first
checkpoint that covers it is still signed by the old key; every later one by the new key.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tongjian.pure.tlog.checkpoints import parse_vkey
from tongjian.pure.tlog.ed25519 import is_signed


@dataclass(frozen=True, slots=True)
class HandOver:
    """`index` is the place of its entry in the log, `signature` 64 raw bytes over `hand_over_text`."""

    index: int
    vkey: str
    signature: bytes


class NotHandedOver(ValueError):
    """The entry at `index` is no hand-over by the key in force."""

    def __init__(self, index: int) -> None:
        super().__init__(f"entry {index} is no hand-over")
        self.index = index


def hand_over_text(old: str, new: str) -> bytes:
    """What the old key signs; both are vkeys."""
    return f"tongjian-ledger-key\n{old}\n{new}\n".encode()


def keys_by_size(first: str, hand_overs: Iterable[HandOver], sizes: Iterable[int]) -> dict[int, str]:
    """The vkey that must have signed the checkpoint of each size.

    `first` is the vkey the log began with. Raises NotHandedOver for a hand-over that the key in force did not sign,
    that names another log, or that comes before the one before it was covered.
    """
    waiting = sorted(hand_overs, key=lambda hand_over: hand_over.index)
    signers, current, following = {}, first, None
    for size in sorted(set(sizes)):
        while waiting and waiting[0].index < size:
            hand_over = waiting.pop(0)
            if following is not None or not _is_handed_over(current, hand_over):
                raise NotHandedOver(hand_over.index)
            following = hand_over.vkey
        signers[size] = current
        if following is not None:
            current, following = following, None
    return signers


def _is_handed_over(current: str, hand_over: HandOver) -> bool:
    origin, _, public = parse_vkey(current)
    try:
        same_log = parse_vkey(hand_over.vkey)[0] == origin
    except ValueError:
        return False
    return same_log and is_signed(public, hand_over_text(current, hand_over.vkey), hand_over.signature)
