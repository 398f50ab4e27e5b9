"""What happens to batches. The rows themselves are in the root, not in the entry."""

from tongjian.foundation.ledger.actions import declare

declare("exchange.batch_received", "接收文件", "dataset", "sha256", "size")
declare("exchange.batch_refused", "拒收文件", "dataset", "code")
declare("exchange.batch_staged", "校验文件", "dataset", "mapping", "rows", "accepted", "rejected", "warned")
declare(
    "exchange.batch_applied", "入库", "dataset", "sha256", "rows", "accepted", "rejected", "warned",
    "created", "updated", "unchanged", "root",
)  # fmt: skip
declare("exchange.batch_undone", "撤销入库", "dataset", "created", "updated", "root", "reason")
declare("exchange.mapping_corrected", "更正列对应", "dataset", "mapping", "mapping_before")
declare("exchange.mapping_forgotten", "删除列对应", "dataset", "mapping")
