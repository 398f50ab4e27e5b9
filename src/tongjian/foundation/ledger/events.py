"""What the ledger records about itself."""

from tongjian.foundation.ledger.actions import declare

KEY_HANDED_OVER = declare("ledger.key_handed_over", "交接签名密钥", "vkey", "signature").name
declare("ledger.checkpoint_published", "发布检查点", "size", "root")
declare("ledger.verification_asked", "要求核验存证")
declare("ledger.verified", "核验存证", "size", "checkpoints", "intact", "first_bad")
