"""tongjian visit: reads visits and their codes. Issuing a code is for people of the lead department only."""

from collections.abc import Sequence

import click

from tongjian.doors.cli.answer import answer, fail, json_option
from tongjian.doors.cli.chinese import group
from tongjian.doors.cli.repeats import repeats_command
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.supervision.inspections import queries
from tongjian.supervision.inspections.choices import VisitState
from tongjian.supervision.inspections.models import Visit

_STATES = click.Choice([str(state) for state in VisitState.values])


@group("visit")
def visit() -> None:
    """联合检查：列出、查看、检查码、短期内多次检查。"""


visit.add_command(repeats_command)


@visit.command("list")
@click.option("--state", type=_STATES, default=None, help="只列出这个状态的检查。")
@click.option("--region", default="", metavar="代码", help="只列出这个区划及其下级的检查。")
@click.option("--text", default="", metavar="文字", help="编号、企业名称的一部分，或者统一社会信用代码。")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000), help="最多列出多少条。")
@json_option
def list_command(state: str | None, region: str, text: str, limit: int) -> None:
    """列出检查，最近生成的在前。"""
    wanted = queries.VisitFilter(text=text, state=state or "", region=region)
    rows = queries.list_visits(_host(), wanted).order_by("-created_at", "sequence", "pk")[:limit]
    lines = [
        f"{row.number}  {row.get_state_display()}  {row.entity.name}（{'、'.join(_agencies(row))}）" for row in rows
    ]
    answer({"visits": [_summary(row) for row in rows]}, "\n".join(lines) or "没有符合条件的检查。")


@visit.command("show")
@click.argument("number", metavar="编号")
@json_option
def show_command(number: str) -> None:
    """查看一次检查：部门、人员、事项、结果。"""
    found = queries.get_visit_by_number(_host(), number)
    teams = _teams(found)
    data = {
        **_summary(found),
        "planned_on": found.planned_on.isoformat() if found.planned_on else None,
        "address": found.address,
        "teams": teams,
    }
    answer({"visit": data}, _in_words(found, teams))


@visit.command("code")
@click.argument("number", metavar="编号")
@json_option
def code_command(number: str) -> None:
    """显示已赋的检查码；还没有的，列出赋码前还差什么（退出码 1）。"""
    found = queries.get_visit_by_number(_host(), number)
    code = queries.find_valid_code(found)
    if code is not None:
        answer({"code": queries.shown_code(code.code)}, queries.shown_code(code.code))
        return
    refusals = [
        {"code": refusal.code, "sentence": refusal.reason, "citation": refusal.citation}
        for refusal in queries.refusals_for_code(found)
    ]
    words = [f"{row['code']}  {row['sentence']}（依据：{row['citation']}）" for row in refusals]
    answer({"refusals": refusals}, "\n".join(words) or "符合赋码条件，由牵头部门经办人赋码。")
    fail()


def _host() -> Actor:
    return Actor.host(*HOST_CAPABILITIES)


def _summary(row: Visit) -> dict[str, object]:
    return {
        "number": row.number,
        "entity": row.entity.name,
        "state": str(row.state),
        "agencies": _agencies(row),
    }


def _agencies(row: Visit) -> list[str]:
    return [team.agency.name for team in row.teams.all()]


def _teams(found: Visit) -> list[dict[str, object]]:
    return [
        {
            "agency": team.agency.name,
            "role": str(team.role),
            "state": str(team.state),
            "officers": [row.officer.certificate_number for row in queries.current_officers(team)],
            "items": [
                {
                    "code": item.item_version.item.code,
                    "name": item.item_version.item.name,
                    "outcome": _outcome(list(item.results.all())),
                }
                for item in team.items.all()
            ],
        }
        for team in found.teams.all()
    ]


def _outcome(results: Sequence[object]) -> str | None:
    return str(getattr(results[-1], "outcome", "")) if results else None


def _in_words(found: Visit, teams: Sequence[dict[str, object]]) -> str:
    lines = [f"{found.number}  {found.get_state_display()}", f"{found.entity.name}  {found.address}"]
    for team in teams:
        items = team["items"]
        assert isinstance(items, list)
        lines.append(f"{team['agency']}（{team['state']}）")
        lines += [f"  {item['code']} {item['name']}  {item['outcome'] or '没有结果'}" for item in items]
    return "\n".join(lines)
