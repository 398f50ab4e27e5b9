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
from tongjian.pure.tlog.tree import SUBTREE_SIZE, Log, consistency_proof, inclusion_proof, log_root, root

__all__ = [
    "SUBTREE_SIZE",
    "Algorithm",
    "CheckpointBody",
    "GrowingRoot",
    "Log",
    "consistency_proof",
    "inclusion_proof",
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
