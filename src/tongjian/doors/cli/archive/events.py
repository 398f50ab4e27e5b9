"""What the keeping of the whole system leaves in the ledger."""

from tongjian.foundation.ledger.actions import declare

declare("home.key_rotated", "更换密钥", "kind", "generation")
declare("home.restored", "从备份恢复", "made_at", "version", "engine", "manifest")
