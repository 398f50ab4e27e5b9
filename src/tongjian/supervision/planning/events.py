"""What the ledger may say about demands, draws and schedules, and what others may hear."""

from dataclasses import dataclass
from typing import ClassVar

from tongjian.foundation.ledger.actions import declare

_DEMAND = (
    "code",
    "agency",
    "title",
    "items",
    "method",
    "ratio",
    "rate_ppb",
    "stratification",
    "scope",
    "pool",
    "plan_line",
)
_FILES = ("frame_sha256", "demands_sha256", "exclusions_sha256", "officers_sha256", "matching_sha256")
_DRAW = ("draw", "version")

declare("demand.drafted", "编制需求", *_DEMAND)
declare("demand.revised", "修改需求", *_DEMAND)
declare("demand.submitted", "提交需求", *_DEMAND)
declare("demand.withdrawn", "撤回需求", "code", "reason")
declare("demand.taken", "需求纳入抽取", "code", *_DRAW)
declare("demand.released", "需求移出抽取", "code", *_DRAW)

_POOL = ("code", "agency", "title", "kind", "scope", "by_hand_only")
declare("pool.created", "建立检查对象名录库", *_POOL)
declare("pool.revised", "修改检查对象名录库", *_POOL, "reason")
declare("pool.put_in", "名录库手工加入", "code", "reason", "entities", "number")
declare("pool.taken_out", "名录库手工移出", "code", "reason", "entities", "number")

declare("draw.opened", "新建抽取", *_DRAW, "cycle", "region", "practice", "parties", "publish_at", "beacon")
declare("draw.parties_named", "确定参与方", *_DRAW, "parties")
declare("draw.freeze_requested", "提出冻结名录", *_DRAW)
declare("draw.freeze_failed", "冻结名录未完成", *_DRAW, "code")
declare("draw.run_requested", "提出抽取", *_DRAW)
declare("draw.run_failed", "抽取未完成", *_DRAW, "code")
declare("draw.frozen", "冻结名录", *_DRAW, "frozen_at", "demands", "pairs", "units", "excluded", "officers", *_FILES)
declare("draw.nonce_committed", "提交承诺", *_DRAW, "agency", "commitment", "held_by")
# The fields of the specification: the verifier reads this entry.
declare("draw.committed", "承诺齐备", "header_sha256", *_FILES)
declare("draw.sealed", "公布检查点", *_DRAW, "size", "root")
declare("draw.nonce_revealed", "揭示随机数", *_DRAW, "agency", "nonce", "held_by")
declare("draw.revealed", "揭示齐备", *_DRAW)
declare("draw.beacon_set", "登记信标值", *_DRAW, "source", "round", "value")
declare(
    "draw.drawn", "完成抽取", *_DRAW, "seed", "selection_sha256", "teams_sha256", "selected", "visits", "open_places"
)
declare("draw.published", "公开抽取", *_DRAW, "seed", "selection_sha256")
declare("draw.fairness_measured", "测算抽取公平性", "is_practice", "draws", "entities", "immune", "overlooked")
declare("draw.slip_issued", "出具查询单", *_DRAW, "entity", "handed_to")
declare("draw.aborted", "中止抽取", *_DRAW, "reason", "missing")
declare("draw.redrawn", "另立新版本", *_DRAW, "supersedes", "reason", "beacon", "same_frame")


_SCHEDULE = ("region", "practice", "keeps_dates")
declare("schedule.requested", "提出排期", *_SCHEDULE, "away_officer_id", "away_from", "away_until")
declare("schedule.built", "排出检查日期", *_SCHEDULE, "visits", "entries", "lower_bound", "placed", "moved")
declare("schedule.failed", "排期未完成", *_SCHEDULE, "code")
declare("schedule.adoption_requested", "提请采用排期", *_SCHEDULE)
declare("schedule.adopted", "采用排期", *_SCHEDULE, "placed", "joined", "skipped")
declare("schedule.discarded", "作废排期", *_SCHEDULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandSubmitted:
    name: ClassVar[str] = "demand.submitted"

    demand_id: str
    agency_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawAborted:
    name: ClassVar[str] = "draw.aborted"

    draw_id: str
    missing: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawDrawn:
    name: ClassVar[str] = "draw.drawn"

    draw_id: str
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPublished:
    name: ClassVar[str] = "draw.published"

    draw_id: str
