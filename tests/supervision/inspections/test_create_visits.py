"""Planning hands over what a draw decided; inspections makes visits of it."""

import json
from dataclasses import replace
from datetime import date

import pytest

from tests.supervision.inspections import factories as make
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.supervision.inspections.choices import OfficerSource, TeamState, VisitState
from tongjian.supervision.inspections.models import Visit, VisitOfficer
from tongjian.supervision.inspections.operations import (
    ItemDraft,
    OfficerDraft,
    TeamDraft,
    VisitDraft,
    create_visits,
)

PLANNER = Actor.system("抽取", "planning.coordinate")


def draft_for(agencies, *, sequence=1, **changes):
    entity = make.EntityFactory()
    teams = tuple(
        TeamDraft(
            agency_id=agency.pk,
            role="lead" if n == 0 else "cooperate",
            items=(ItemDraft(item_version_id=make.ItemVersionFactory(agency_kind=agency.kind).pk, demand="XQ-1"),),
            officers=(OfficerDraft(place=2, officer_id=make.OfficerFactory(agency=agency).pk),),
        )
        for n, agency in enumerate(agencies)
    )
    draft = VisitDraft(
        entity_id=entity.pk,
        region_code="140108",
        address=entity.address,
        origin="planning.draw:抽取-140100-2026-1-v1",
        sequence=sequence,
        year=2026,
        is_practice=False,
        window_from=date(2026, 9, 1),
        window_until=date(2026, 12, 1),
        teams=teams,
    )
    return replace(draft, **changes)


def test_a_draft_becomes_a_visit_with_its_teams_items_and_officers(market, fire):
    draft = draft_for([market, fire])

    [visit] = create_visits(actor=PLANNER, drafts=[draft])

    stored = Visit.objects.get()
    assert (stored.pk, stored.number, stored.state) == (visit.pk, "检查-140108-2026-000001", VisitState.PLANNED)
    assert [(team.agency, team.role, team.state) for team in stored.teams.order_by("-role")] == [
        (market, "lead", TeamState.PLANNED),
        (fire, "cooperate", TeamState.PLANNED),
    ]
    assert {item.demand for team in stored.teams.all() for item in team.items.all()} == {"XQ-1"}
    assert {(row.place, row.source) for row in VisitOfficer.objects.all()} == {(2, OfficerSource.DRAWN)}


def test_numbers_run_on_within_region_and_year_and_practice_has_its_own(market):
    create_visits(actor=PLANNER, drafts=[draft_for([market], sequence=n) for n in (1, 2)])

    more = create_visits(
        actor=PLANNER,
        drafts=[draft_for([market]), draft_for([market], is_practice=True), draft_for([market], year=2027)],
    )

    assert [visit.number for visit in more] == [
        "检查-140108-2026-000003",
        "演练-140108-2026-000001",
        "检查-140108-2027-000001",
    ]


def test_one_entry_names_the_whole_batch(market):
    visits = create_visits(actor=PLANNER, drafts=[draft_for([market], sequence=n) for n in range(1, 4)])

    [entry] = Entry.objects.filter(action="visit.created")
    data = json.loads(entry.data)
    assert (data["count"], data["origin"]) == (3, "planning.draw:抽取-140100-2026-1-v1")
    assert (data["first_number"], data["last_number"]) == (visits[0].number, visits[-1].number)


def test_the_cost_does_not_grow_with_the_number_of_visits(
    market, django_assert_num_queries, django_assert_max_num_queries
):
    few, many = ([draft_for([market], sequence=n) for n in range(size)] for size in (2, 40))
    with django_assert_max_num_queries(10) as asked:
        create_visits(actor=PLANNER, drafts=few)
    with django_assert_num_queries(len(asked)):
        create_visits(actor=PLANNER, drafts=many)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"window_until": date(2026, 9, 1)}, "visit_window"),
        ({"teams": ()}, "visit_teams"),
    ],
)
def test_an_impossible_draft_makes_nothing_at_all(market, changes, code):
    with pytest.raises(RuleViolated) as refused:
        create_visits(actor=PLANNER, drafts=[draft_for([market]), draft_for([market], **changes)])
    assert refused.value.code == code
    assert not Visit.objects.exists()


def test_a_visit_has_exactly_one_lead(market, fire):
    draft = draft_for([market, fire])
    nobody = tuple(replace(team, role="cooperate") for team in draft.teams)
    with pytest.raises(RuleViolated, match="牵头"):
        create_visits(actor=PLANNER, drafts=[replace(draft, teams=nobody)])


def test_an_agency_takes_part_once_with_at_least_one_item_and_one_officer_per_place(market):
    draft = draft_for([market])
    [team] = draft.teams
    broken = {
        "visit_teams": (team, replace(team, role="cooperate")),
        "visit_items": (replace(team, items=()),),
        "visit_officers": (replace(team, officers=team.officers * 2),),
    }
    for code, teams in broken.items():
        with pytest.raises(RuleViolated) as refused:
            create_visits(actor=PLANNER, drafts=[replace(draft, teams=teams)])
        assert refused.value.code == code


def test_drafts_of_two_draws_are_not_one_batch(market):
    with pytest.raises(RuleViolated):
        create_visits(actor=PLANNER, drafts=[draft_for([market]), draft_for([market], origin="planning.draw:x-v1")])


def test_a_handler_cannot_make_visits(market):
    with pytest.raises(NotAllowed):
        create_visits(actor=make.actor_in(market, "handler"), drafts=[draft_for([market])])


def test_an_empty_draw_makes_no_visit_and_no_entry(reference):
    assert create_visits(actor=PLANNER, drafts=[]) == []
    assert not Entry.objects.filter(action="visit.created").exists()
