"""What the ledger records about itself."""

from tongjian.foundation.ledger.actions import declare

declare("ledger.opened", "启用存证", "origin", "vkey", "algorithm")
declare("ledger.checkpoint_published", "发布检查点", "size", "root")
