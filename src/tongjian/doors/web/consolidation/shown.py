"""What the pages of consolidation show: the matrix as cells, proposals as rows of a file."""

from dataclasses import dataclass
from urllib.parse import urlencode

from tongjian.doors.face.tables import Column
from tongjian.foundation.org.models import Agency
from tongjian.supervision.plans import queries
from tongjian.supervision.plans.choices import PROPOSALS
from tongjian.supervision.plans.models import PlanLine
from tongjian.supervision.plans.queries import Computed, Explained

Cell = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Offered:
    """A proposal that is kept nowhere yet."""

    kind: str
    label: str
    saved: int
    common: int
    lines: list[PlanLine]
    why: list[str]


def cells_of(matrix: queries.Matrix, address: str) -> list[tuple[Agency, list[Cell]]]:
    """Each department's row: how many entities it shares with each, and the address of what is proposed about both."""

    def cell(one: Agency, other: Agency) -> Cell:
        link = "" if one == other else f"{address}&{urlencode({'agency': one.code, 'other': other.code})}#proposals"
        return matrix.counts.get((one.code, other.code), 0), link

    return [(one, [cell(one, other) for other in matrix.agencies]) for one in matrix.agencies]


def offered(computed: Computed, agency: str, other: str) -> list[Offered]:
    """With codes of agencies only what concerns both."""
    names = queries.names_in(fact for one in computed.proposals for fact in one.why)
    labels = dict(PROPOSALS)
    found = []
    for one in computed.proposals:
        lines = [computed.lines[key] for key in one.lines]
        if {agency, other} - {""} <= {line.plan.agency.code for line in lines}:
            why = queries.explain(one.why, names)
            found.append(Offered(str(one.kind), labels[one.kind.value], one.saved, one.common, lines, why))
    return found


def _lines(told: Explained) -> str:
    rows = (row.line for row in told.proposal.proposal_lines.all())
    return "；".join(f"{line.plan.agency.name}：{line.title}" for line in rows)


def _answers(told: Explained) -> str:
    given = told.proposal.answers.all()
    return "；".join(f"{one.agency.name}：{one.get_answer_display() or '未答复'}{one.reason}" for one in given)


PROPOSAL_COLUMNS: list[Column[Explained]] = [
    Column("number", "序号", lambda row: row.proposal.number, kind="number"),
    Column("kind", "建议", lambda row: row.proposal.get_kind_display()),
    Column("lines", "计划项目", _lines),
    Column("common", "共同对象（户）", lambda row: row.proposal.common, kind="number"),
    Column("saved", "最多可少进企（户次）", lambda row: row.proposal.saved, kind="number"),
    Column("why", "理由", lambda row: "".join(row.why)),
    Column("answers", "部门答复", _answers),
    Column("state", "状态", lambda row: row.proposal.get_state_display()),
    Column("lead", "牵头部门", lambda row: row.proposal.lead.name if row.proposal.lead else ""),
    Column("reason", "不采纳的理由", lambda row: row.proposal.reason),
]
