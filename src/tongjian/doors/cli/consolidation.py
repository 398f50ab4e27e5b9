"""What consolidation proposes, as plain data and as lines."""

from typing import Any

from tongjian.supervision.plans import queries
from tongjian.supervision.plans.choices import PROPOSALS
from tongjian.supervision.plans.models import PlanLine
from tongjian.supervision.plans.queries import Computed


def consolidation_data(computed: Computed) -> dict[str, Any]:
    """`overlapping` lists pairs of departments and how many entities both plan to visit; `why` holds facts in order,
    lines are named as `<code of the plan>-<number>`."""
    names = {key: _name(line) for key, line in computed.lines.items()}
    return {
        "plans": computed.plans,
        "lines": computed.own,
        "overlapping": [
            {"agencies": [one, other], "entities": common}
            for (one, other), common in computed.overlaps.items()
            if one != other
        ],
        "proposals": [
            {
                "kind": str(one.kind),
                "lines": [names[key] for key in one.lines],
                "entities": one.common,
                "saved": one.saved,
                "why": [fact | {"lines": [names[key] for key in fact["lines"]]} for fact in queries.as_data(one.why)],
            }
            for one in computed.proposals
        ],
    }


def consolidation_lines(computed: Computed) -> list[str]:
    labels = dict(PROPOSALS)
    words = queries.names_in(fact for one in computed.proposals for fact in one.why)
    said = [f"{computed.plans} 个计划，本地现场检查项目 {computed.own} 个，建议 {len(computed.proposals)} 项。"]
    for one in computed.proposals:
        who = "、".join(words.line(key) for key in one.lines)
        said.append(f"{labels[one.kind.value]}  最多可少进企 {one.saved} 户次  {who}")
        said += [f"    {sentence}" for sentence in queries.explain(one.why, words)]
    return said


def _name(line: PlanLine) -> str:
    return f"{line.plan.code}-{line.number}"
