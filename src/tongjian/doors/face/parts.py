"""What the components draw: plain values that a view fills and a template shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Tone = Literal["neutral", "active", "good", "soon", "late", "off", "draft"]
CellKind = Literal["text", "number", "date", "datetime", "badge", "code", "clock"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a facts list. `source` says where the value came from and when."""

    label: str
    value: object
    kind: CellKind = "text"
    url: str = ""
    source: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline: when, who, what, by which rule, and where it can be proved."""

    at: datetime
    who: str
    label: str
    basis: str = ""
    note: str = ""
    proof_url: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class Factor:
    """One reason inside an explanation. `contribution` is text with its sign: “+12”, “不计”."""

    label: str
    contribution: str
    value: str = ""
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why it came out this way, from what, and what would change it."""

    conclusion: str
    factors: Sequence[Factor] = ()
    would_change: Sequence[str] = ()
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure. `state` is done, current or ahead."""

    label: str
    state: Literal["done", "current", "ahead"]
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One number with its meaning; the link leads to the rows that were counted."""

    label: str
    value: object
    url: str = ""
    note: str = ""
    icon: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after."""

    label: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Progress:
    """A long job. `url` answers the same progress again; `done` of `total` in `unit`."""

    label: str
    done: int
    total: int
    url: str = ""
    unit: str = "行"
    note: str = ""
    is_done: bool = False
    failure: str = ""

    @property
    def percent(self) -> int:
        if self.is_done and not self.failure:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows behind a chart, so that every chart has its table."""

    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFace:
    """A statutory clock as people read it.

    `remaining` is in `unit` (工作日, 天, 小时) and negative once the time has run out; `None` means that
    no limit is in force.
    `share_left` is the part of the whole that is left (0–1): from 0.3 down the clock is shown as near.
    """

    remaining: int | None
    unit: str = "个工作日"
    share_left: float | None = None
    due_at: datetime | None = None
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    rule: str = ""
    citation: str = ""
    is_suspended: bool = False
    is_provisional: bool = False
    suspensions: Sequence[str] = ()

    @property
    def words(self) -> str:
        if self.stopped_at:
            return "已办结"
        if self.is_suspended:
            return "已中止计时"
        return self._time_left + ("（暂定）" if self.is_provisional and self.remaining is not None else "")

    @property
    def _time_left(self) -> str:
        if self.remaining is None:
            return "未设定"
        if self.remaining < 0:
            return f"已超期 {-self.remaining} {self.unit}"
        if self.remaining == 0:
            return "不足 1 小时" if self.unit == "小时" else "今天到期"
        return f"剩 {self.remaining} {self.unit}"

    @property
    def tone(self) -> Tone:
        if self.stopped_at or self.is_suspended:
            return "off"
        if self.remaining is None:
            return "draft"
        if self.remaining < 0:
            return "late"
        return "soon" if self._is_near else "neutral"

    @property
    def _is_near(self) -> bool:
        return self.remaining == 0 or (self.share_left is not None and self.share_left <= 0.3)

    @property
    def icon(self) -> str:
        return {"late": "clock-exclamation", "soon": "hourglass", "draft": "circle-dashed", "off": "clock-pause"}.get(
            self.tone, "clock"
        )

    @property
    def title(self) -> str:
        """Start, due, rule and suspensions, for hovering and for print."""
        parts = [
            f"起算 {self.started_at:%Y-%m-%d %H:%M}" if self.started_at else "",
            f"到期 {self.due_at:%Y-%m-%d %H:%M}" if self.due_at else "",
            f"规则 {self.rule}" if self.rule else "",
            self.citation,
            *self.suspensions,
            "超出已公布的工作日历，按周末推算，日历公布后重算" if self.is_provisional else "",
        ]
        return "；".join(part for part in parts if part)
