"""What the page of one plan shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongjian.doors.face.parts import Fact, Tone
from tongjian.doors.face.tables import Column
from tongjian.doors.face.timelines import timeline_entries
from tongjian.foundation.casework.queries import clocks_of
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import Verdict
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.org.queries import names_of_users
from tongjian.foundation.rulebook.queries import calendar
from tongjian.supervision.planning.queries import Progress, progress_of
from tongjian.supervision.plans import policies, queries
from tongjian.supervision.plans.models import Plan, PlanLine

TONES: Mapping[str, Tone] = {
    "draft": "draft", "review": "active", "submitted": "active", "filed": "active", "published": "good",
    "withdrawn": "off", "proposed": "active", "in_force": "good", "superseded": "off", "cancelled": "off",
    "refused": "off",
}  # fmt: skip
_ACTS = ("edit", "hand_in", "send_back", "submit", "file", "return", "publish", "withdraw", "change")


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with its progress; `items` are the titles of what is checked."""

    line: PlanLine
    progress: Progress
    items: str
    others: str

    @property
    def wanted_words(self) -> str:
        if self.progress.wanted is None:
            return "户数不由比例直接确定"
        return f"{'最多查' if self.progress.is_most else '应查'} {self.progress.wanted} 户次"


def shown_lines(actor: Actor, plan: Plan) -> list[Shown]:
    lines = list(queries.lines_of(actor, plan))
    progress = progress_of(lines)
    return [
        Shown(
            line,
            progress[line.pk],
            "、".join(one.item.title for one in queries.items_of(line)) or line.item_words,
            "、".join(one.agency.name for one in line.cooperations.all()),
        )
        for line in lines
    ]


def detail_of(actor: Actor, plan: Plan) -> dict[str, Any]:
    changes = list(queries.changes_of(actor, plan))
    who = names_of_users(str(line.created_by) for line in changes if line.created_by)
    verdicts: dict[str, Verdict] = {f"can_{act}": policies.can_act(actor, plan, act) for act in _ACTS}
    rows = shown_lines(actor, plan)
    return {
        "plan": plan,
        "facts": _facts(plan),
        "rows": rows,
        "total": _total(rows),
        "changes": [
            (line, who.get(str(line.created_by), ""), policies.can_act_on_change(actor, line)) for line in changes
        ],
        "verdicts": verdicts,
        "can_demand": actor.has("planning.enter_demand") and plan.agency_id == actor.agency_id,
        "clocks": clocks_of(plan._meta.label_lower, plan.pk),
        "calendar": calendar(),
        "tones": TONES,
        "entries": timeline_entries(timeline(plan._meta.label_lower, plan.pk), actor),
    }


def _total(rows: list[Shown]) -> dict[str, int]:
    """Of the lines that ask for a number."""
    counted = [row.progress for row in rows if row.progress.wanted is not None]
    wanted = sum(one.wanted or 0 for one in counted)
    checked = sum(one.checked for one in counted)
    return {"wanted": wanted, "checked": checked, "percent": min(100, checked * 100 // wanted) if wanted else 0}


def _facts(plan: Plan) -> list[Fact]:
    facts = [
        Fact("编号", plan.code, kind="code"),
        Fact("计划类型", plan.get_kind_display()),
        Fact("年度", str(plan.year)),
        Fact("编制部门", plan.agency.name),
        Fact("备案机关", plan.filed_with.name if plan.filed_with else "尚未报送"),
        Fact("报送时间", plan.submitted_at, kind="datetime"),
        Fact("备案时间", plan.filed_at, kind="datetime"),
        Fact("公布时间", plan.published_at, kind="datetime"),
    ]
    return facts + ([Fact("依据", plan.basis)] if plan.basis else [])


LINE_COLUMNS: list[Column[Shown]] = [
    Column("number", "序号", lambda row: row.line.number, kind="number"),
    Column("title", "任务或领域", lambda row: row.line.title),
    Column("items", "抽查事项", lambda row: row.items),
    Column("objects", "抽查对象", lambda row: row.line.object_words),
    Column("amount", "抽查比例及频次", lambda row: "；".join(filter(None, (row.line.amount, row.line.frequency)))),
    Column("credit", "信用风险分类要求", lambda row: row.line.credit_words),
    Column("window", "起止时间", lambda row: window_words(row.line)),
    Column("initiator", "发起部门", lambda row: row.line.plan.agency.name),
    Column("others", "配合部门", lambda row: row.others),
    Column("level", "层级或模式", lambda row: row.line.level_words or row.line.get_way_display()),
    Column("wanted", "应查户次", lambda row: row.progress.wanted, kind="number"),
    Column("drawn", "已抽取的需求", lambda row: row.progress.drawn, kind="number"),
    Column("visits", "检查户次", lambda row: row.progress.visits, kind="number"),
    Column("checked", "已检查", lambda row: row.progress.checked, kind="number"),
    Column("published", "已公示", lambda row: row.progress.published, kind="number"),
]
"""The first ten are the heads that a file of a plan has."""


def window_words(line: PlanLine) -> str:
    return f"{line.window_from}~{line.last_day}"
