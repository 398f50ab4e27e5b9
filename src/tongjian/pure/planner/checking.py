"""Checks a list of teams against the rules themselves, without knowing how it came about.

It tells sentences, not verdicts: a manual change may have its reason.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from tongjian.pure.sampling import OfficerRow, TeamDraw, VisitNeed, significant_digits


def find_broken_rules(
    teams: Iterable[TeamDraw],
    needs: Iterable[VisitNeed],
    officers: Iterable[OfficerRow],
    per_agency: int,
    *,
    valid_on: str,
) -> list[str]:
    """One Chinese sentence per broken rule: jurisdiction, certificate on `valid_on`, qualification, recusal, load, a
    team that is missing, doubled or of the wrong size. Empty when the plan keeps them all."""
    teams, people = list(teams), {officer.officer_id: officer for officer in officers}
    visits = {(need.unit_id, need.window): need for need in needs}
    wanted = Counter((*visit, agency) for visit, need in visits.items() for agency in need.items)
    planned = Counter((team.unit_id, team.window, team.agency) for team in teams)
    broken = [f"{unit} 第 {window} 次检查缺少 {agency} 的人员安排。" for unit, window, agency in wanted - planned]
    broken += [f"{unit} 第 {window} 次检查多了 {agency} 的人员安排。" for unit, window, agency in planned - wanted]
    for team in teams:
        if len(set(team.officer_ids)) != len(team.officer_ids):
            broken.append(f"{team.unit_id} 的 {team.agency} 人员重复。")
        if len(team.officer_ids) + team.open_places != per_agency:
            broken.append(f"{team.unit_id} 的 {team.agency} 席位数不是 {per_agency}。")
        if need := visits.get((team.unit_id, team.window)):
            for name in team.officer_ids:
                broken += [
                    f"{name} 不能检查 {team.unit_id}：{why}。" for why in _why_not(people, name, team, need, valid_on)
                ]
    load = Counter(name for team in teams for name in team.officer_ids)
    broken += [f"{name} 的检查次数超过上限。" for name, n in load.items() if name in people and n > people[name].cap]
    return broken


def _why_not(
    people: dict[str, OfficerRow], name: str, team: TeamDraw, need: VisitNeed, valid_on: str
) -> Iterator[str]:
    officer = people.get(name)
    if officer is None:
        yield "不在执法人员名单中"
        return
    if officer.agency != team.agency:
        yield "不是该机关的人员"
    if not any(need.county_code.startswith(significant_digits(region)) for region in officer.regions):
        yield "不在其管辖区域"
    if officer.valid_until <= valid_on:
        yield "执法证已过期"
    if officer.qualifications.isdisjoint(need.items.get(team.agency, ())):
        yield "没有事项资格"
    if need.unit_id in officer.recusals:
        yield "应当回避"
