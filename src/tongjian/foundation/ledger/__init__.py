"""存证：append-only entries, their places in a Merkle log, signed checkpoints, deliveries."""
