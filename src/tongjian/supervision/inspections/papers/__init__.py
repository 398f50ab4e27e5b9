"""Documents about a visit: which facts each shows. The words stand in the templates beside this file."""

from importlib import resources

from django.utils import timezone

from tongjian.foundation.casework.operations import Draft
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.inspections.models import Visit, VisitTeam
from tongjian.supervision.inspections.queries import current_officers, find_valid_code, item_states, shown_code

NOTICE, RESULT = "inspection_notice", "inspection_result"


def notice_of(visit: Visit) -> Draft | None:
    """行政检查通知书 of a loaded visit, issued by the leading department; None before it has a code, and where
    nothing is checked."""
    code, lead = find_valid_code(visit), lead_of(visit)
    if code is None or lead is None or visit.planned_on is None or not visit.is_check:
        return None
    teams = [
        {
            "agency": team.agency.name,
            "role": team.get_role_display(),
            "officers": [
                f"{row.officer.name}（执法证 {row.officer.certificate_number}）" for row in current_officers(team)
            ],
            "method": next((one.method for one in _versions(team) if one.method), "实地检查"),
            "items": [_with_basis(one) for one in _versions(team)],
        }
        for team in visit.teams.all()
    ]
    facts = {
        **_of(visit),
        "planned_on": f"{visit.planned_on.year}年{visit.planned_on.month}月{visit.planned_on.day}日",
        "teams": teams,
        "code": shown_code(code.code),
    }
    return _draft(visit, lead, NOTICE, "行政检查通知书", "检通", "notice.typ", facts)


def result_of(team: VisitTeam) -> Draft | None:
    """行政检查结果告知书 of one department, once a second person has reviewed its results."""
    visit = team.visit
    if team.reviewed_at is None or team.entered_at is None:
        return None
    items = [
        {
            "title": state.item.item_version.item.name,
            "outcome": state.result.get_outcome_display() if state.result else "没有结果",
            "note": state.result.note if state.result else "",
        }
        for state in item_states([team.pk]).get(team.pk, [])
    ]
    entered = timezone.localdate(team.entered_at)
    facts = {
        **_of(visit),
        "visit": visit.number,
        "checked_on": f"{entered.year}年{entered.month}月{entered.day}日",
        "items": items,
        "summary": team.summary,
    }
    return _draft(visit, team, RESULT, "行政检查结果告知书", "检告", "result.typ", facts)


def lead_of(visit: Visit) -> VisitTeam | None:
    teams = list(visit.teams.all())
    return next((team for team in teams if team.role == "lead"), teams[0] if teams else None)


def _of(visit: Visit) -> dict[str, object]:
    return {"entity": visit.entity.name, "uscc": visit.entity.uscc, "address": visit.address or "你单位住所"}


def _versions(team: VisitTeam) -> list[ItemVersion]:
    return [item.item_version for item in team.items.all()]


def _with_basis(version: ItemVersion) -> str:
    return f"{version.item.name}（{version.legal_basis}）" if version.legal_basis else version.item.name


def _draft(
    visit: Visit, team: VisitTeam, kind: str, title: str, word: str, file: str, facts: dict[str, object]
) -> Draft:
    template = resources.files(__name__).joinpath("templates", file).read_text("utf-8")
    return Draft(
        kind=kind, word=word, title=title, agency=team.agency, template=template, facts=facts,
        matter_kind=visit._meta.label_lower, matter_id=str(visit.pk), url=visit.get_absolute_url(),
        matter=visit.number, mark="演练" if visit.is_practice else "",
    )  # fmt: skip
