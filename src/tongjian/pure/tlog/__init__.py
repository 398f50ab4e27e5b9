"""Verifiable logs: RFC 6962/9162 hashing and proofs, C2SP checkpoints."""

from tongjian.pure.tlog.checkpoints import CheckpointBody, parse_checkpoint, parse_vkey, sign_checkpoint, vkey
from tongjian.pure.tlog.tree import (
    SUBTREE_SIZE,
    GrowingRoot,
    Log,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    log_root,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

__all__ = [
    "SUBTREE_SIZE",
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
    "verify_consistency",
    "verify_inclusion",
    "vkey",
]
