"""Verifiable logs: RFC 6962/9162 hashing and proofs, C2SP checkpoints, Ed25519 verification."""

from tongjian.pure.tlog.checkpoints import (
    CheckpointBody,
    parse_checkpoint,
    parse_vkey,
    sign_checkpoint,
    verify_checkpoint,
    vkey,
)
from tongjian.pure.tlog.growing import GrowingRoot
from tongjian.pure.tlog.hashing import Algorithm, leaf_hash, node_hash
from tongjian.pure.tlog.proofs import verify_consistency, verify_inclusion
from tongjian.pure.tlog.succession import HandOver, NotHandedOver, hand_over_text, keys_by_size
from tongjian.pure.tlog.tree import SUBTREE_SIZE, Log, consistency_proof, inclusion_proof, log_root, root

__all__ = [
    "SUBTREE_SIZE",
    "Algorithm",
    "CheckpointBody",
    "GrowingRoot",
    "HandOver",
    "Log",
    "NotHandedOver",
    "consistency_proof",
    "hand_over_text",
    "inclusion_proof",
    "keys_by_size",
    "leaf_hash",
    "log_root",
    "node_hash",
    "parse_checkpoint",
    "parse_vkey",
    "root",
    "sign_checkpoint",
    "verify_checkpoint",
    "verify_consistency",
    "verify_inclusion",
    "vkey",
]
