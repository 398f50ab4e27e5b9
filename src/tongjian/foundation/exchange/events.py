"""What happens to batches. The rows themselves are in the root, not in the entry."""

from dataclasses import dataclass
from typing import ClassVar

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
declare("exchange.feed_opened", "设立交换目录", "dataset", "folder")
declare("exchange.feed_switched", "启用或停用交换目录", "is_active")
declare("exchange.feed_settled", "处理交换目录的文件", "sha256", "state", "sentence")


@dataclass(frozen=True, slots=True)
class BatchHeld:
    """A file of a feed waits for a person of its source."""

    name: ClassVar[str] = "exchange.batch_held"

    batch_id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class BatchSettled:
    """Applied or refused: nobody need look at it any more."""

    name: ClassVar[str] = "exchange.batch_settled"

    batch_id: str
