from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from tests.supervision.inspections.factories import VisitFactory
from tests.supervision.planning.factories import (
    COUNTIES,
    WINDOW,
    actor_of,
    commit_all,
    commit_as,
    drawn,
    freeze,
    make_agency,
    make_demand,
    make_draw,
    make_entities,
    make_item,
    make_officer,
    make_ready_draw,
    nonce_of,
    plan_of,
    reveal_all,
    reveal_as,
)
from tongjian.foundation.casework.choices import TodoState
from tongjian.foundation.casework.models import Todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import EnforcementStatus
from tongjian.pure import sampling
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.inspections.models import Visit, VisitOfficer
from tongjian.supervision.planning import queries, tasks
from tongjian.supervision.planning.choices import DemandState, DrawState, HeldBy, Method
from tongjian.supervision.planning.models import Demand, Draw
from tongjian.supervision.planning.operations import (
    Beacon,
    abort_draw,
    commit_nonce,
    freeze_draw,
    hold_nonce_on_server,
    name_parties,
    open_draw,
    publish_draw,
    redraw,
    release_demand,
    reveal_held_nonces,
    reveal_nonce,
    run_draw,
    seal_commitments,
    set_beacon_value,
    take_demand_into_draw,
)
from tongjian.supervision.registry.models import Entity, Interest

BEACON = Beacon(source="双色球", round="2026140")


def test_a_draw_is_numbered_by_region_and_year(city):
    first, second = make_draw(city), make_draw(city)
    assert [first.key, second.key] == ["140100-2026-01", "140100-2026-02"]
    assert str(first) == "140100-2026-01-v1"
    assert [party.agency for party in queries.list_parties(first)] == [city.market, city.fire]


def test_only_a_coordinator_opens_a_draw(city):
    with pytest.raises(NotAllowed, match="统筹"):
        open_draw(actor=city.heads[city.market.pk], plan=plan_of(), party_agency_ids=[])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, "draw_incomplete"),
        ({"window_until": WINDOW[0]}, "window_order"),
        ({"window_until": date(2027, 1, 2)}, "window_year"),
        ({"beacon": Beacon(source="双色球", round=" ")}, "beacon_incomplete"),
    ],
)
def test_a_plan_must_make_sense(city, changes, code):
    with pytest.raises(RuleViolated) as refusal:
        make_draw(city, **changes)
    assert refusal.value.code == code


def test_a_draw_of_another_region_does_not_exist(city):
    draw = make_draw(city)
    stranger = replace(actor_of(city.bureau, Role.COORDINATOR), region_code="140200", agency_id=None)
    with pytest.raises(NotFound):
        freeze_draw(actor=stranger, draw_id=draw.pk)
    assert queries.list_draws(Actor.public(), queries.DrawFilter()).count() == 0


def test_a_draw_with_one_party_is_refused(city):
    draw = make_ready_draw(city, parties=[city.market.pk])
    with pytest.raises(RuleViolated) as refusal:
        freeze_draw(actor=city.coordinator, draw_id=draw.pk)
    assert refusal.value.code == "too_few_parties"

    name_parties(actor=city.coordinator, draw_id=draw.pk, agency_ids=[city.market.pk, city.fire.pk])
    assert freeze_draw(actor=city.coordinator, draw_id=draw.pk).state == DrawState.FROZEN


def test_freezing_needs_demands_and_somebody_to_draw(city):
    empty = make_draw(city)
    with pytest.raises(RuleViolated) as refusal:
        freeze_draw(actor=city.coordinator, draw_id=empty.pk)
    assert refusal.value.code == "no_demands"

    demand = make_demand(city, city.market, scope={"words": ["没有这样的企业"]})
    take_demand_into_draw(actor=city.coordinator, draw_id=empty.pk, demand_id=demand.pk)
    with pytest.raises(RuleViolated) as refusal:
        freeze_draw(actor=city.coordinator, draw_id=empty.pk)
    assert refusal.value.code == "frame_empty"


def test_what_was_lawful_when_submitted_is_asked_again_when_frozen(city):
    draw = make_ready_draw(city)
    EnforcementStatus.objects.filter(agency=city.fire).update(valid_until=timezone.localdate())
    with pytest.raises(RuleViolated) as refusal:
        freeze_draw(actor=city.coordinator, draw_id=draw.pk)
    assert refusal.value.code == "V01"

    EnforcementStatus.objects.filter(agency=city.fire).update(valid_until=None)
    city.fire_item.state, city.fire_item.valid_until = VersionState.RETIRED, timezone.localdate()
    city.fire_item.save()
    with pytest.raises(RuleViolated) as refusal:
        freeze_draw(actor=city.coordinator, draw_id=draw.pk)
    assert refusal.value.code == "V02"


def test_only_the_coordinator_freezes(city):
    draw = make_ready_draw(city)
    with pytest.raises(NotAllowed):
        freeze_draw(actor=city.heads[city.market.pk], draw_id=draw.pk)


def test_a_frozen_frame_cannot_change(city):
    draw = freeze(city)
    demand = draw.demands.first()
    before = queries.read_file(draw, "frame.csv")
    make_entities(5)
    for act in (
        lambda: freeze_draw(actor=city.coordinator, draw_id=draw.pk),
        lambda: name_parties(actor=city.coordinator, draw_id=draw.pk, agency_ids=[city.market.pk]),
        lambda: release_demand(actor=city.coordinator, draw_id=draw.pk, demand_id=demand.pk),
        lambda: take_demand_into_draw(
            actor=city.coordinator, draw_id=draw.pk, demand_id=make_demand(city, city.market).pk
        ),
    ):
        with pytest.raises(IllegalTransition):
            act()
    assert queries.read_file(draw, "frame.csv") == before
    assert demand.state == DemandState.FROZEN


def test_who_is_left_out_is_written_down_with_the_reason(city):
    gone, resting, checked = city.entities[:3]
    Entity.objects.filter(pk=gone.pk).update(status="deregistered")
    Entity.objects.filter(pk=resting.pk).update(status="suspended")
    Visit.objects.create(
        number="检查-1",
        entity=checked,
        region_id=COUNTIES[0],
        origin="test",
        sequence=1,
        year=2026,
        window_from=WINDOW[0],
        window_until=WINDOW[1],
        created_at=timezone.now(),
    )
    draw = freeze(city)

    reasons = {(row.unit_id, row.reason) for row in queries.frozen_files(draw).pool.exclusions}
    names = dict(draw.units.values_list("entity_id", "unit_id"))
    assert reasons == {
        (names[gone.pk], "deregistered"),
        (names[resting.pk], "suspended"),
        (names[checked.pk], "recently_checked"),
    }
    assert draw.figures == {"units": 37, "pairs": 74, "excluded": 6}


def test_a_check_after_the_permit_takes_the_enterprise_out_of_routine_demands_for_that_reason(city):
    checked = city.entities[0]
    post = make_item(city.market, "特种设备证后监督检查")
    ItemVersion.objects.filter(pk=post.pk).update(post_permit="special_equipment.post")
    ItemVersion.objects.filter(pk=city.market_item.pk).update(post_permit="special_equipment.routine")
    visit = VisitFactory(entity=checked, region=checked.region, state="coded", planned_on=WINDOW[0])
    visit.teams.create(agency=city.market, role="lead").items.create(item_version=post)
    draw = freeze(city)
    name = draw.units.get(entity=checked).unit_id
    reasons = {
        (row.demand_id, row.reason) for row in queries.frozen_files(draw).pool.exclusions if row.unit_id == name
    }
    assert {reason for _, reason in reasons} == {"special_equipment_postcheck", "recently_checked"}  # market, fire


def test_a_practice_visit_spares_nobody_a_real_one(city):
    drawn(city, is_practice=True)
    assert freeze(city).figures["excluded"] == 0


def test_units_are_opaque_and_the_salt_finds_them(city):
    draw = freeze(city)
    unit = draw.units.first()
    assert sampling.unit_id(bytes.fromhex(unit.salt), str(unit.entity_id)) == unit.unit_id
    assert str(unit.entity_id) not in queries.read_file(draw, "frame.csv").decode()
    assert freeze(city).units.get(entity=unit.entity).unit_id != unit.unit_id


def test_expired_certificates_auxiliaries_and_the_unqualified_are_not_drawn(city):
    expired = make_officer(city.market, city.market_item, until=date(2026, 12, 31))
    auxiliary = make_officer(city.market, city.market_item, is_auxiliary=True)
    unqualified = make_officer(city.market)
    draw = drawn(city)

    listed = dict(draw.candidates.values_list("officer_id", "places"))
    assert auxiliary.pk not in listed
    assert listed[expired.pk] == 0  # listed, so that an auditor sees why
    assert unqualified.pk in listed
    assert not VisitOfficer.objects.filter(officer__in=[expired, auxiliary, unqualified]).exists()
    assert sum(draw.candidates.values_list("places", flat=True)) == VisitOfficer.objects.count()


def test_an_officer_with_an_interest_is_recused_and_the_place_stays_open(city):
    for officer in city.market.officers.all():
        for entity in city.entities:
            Interest.objects.create(entity=entity, officer=officer, reason="亲属", declared_at=timezone.now())
    draw = drawn(city)
    assert draw.figures["open_places"] == 2 * 4
    assert not VisitOfficer.objects.filter(officer__agency=city.market).exists()


def test_commitments_are_exactly_64_lower_case_hex_digits_and_final(city):
    draw = freeze(city)
    handler = city.handlers[city.market.pk]
    for wrong in ("", "a" * 63, "A" * 64, "g" * 64, "a" * 65, "a" * 64 + "\n"):
        with pytest.raises(RuleViolated, match="64 位"):
            commit_nonce(actor=handler, draw_id=draw.pk, commitment=wrong)
    commit_as(city, city.market, draw)
    with pytest.raises(Conflict):
        commit_nonce(actor=handler, draw_id=draw.pk, commitment="a" * 64)


def test_only_parties_commit_for_themselves(city):
    draw = freeze(city)
    with pytest.raises(NotAllowed, match="不是本次抽取的参与方"):
        commit_nonce(actor=city.coordinator, draw_id=draw.pk, commitment="a" * 64)
    with pytest.raises(NotAllowed, match="没有代表部门"):
        commit_nonce(actor=actor_of(city.market, Role.AUDITOR), draw_id=draw.pk, commitment="a" * 64)


def test_committing_before_the_frame_is_frozen_is_no_step(city):
    draw = make_ready_draw(city)
    with pytest.raises(IllegalTransition):
        commit_as(city, city.market, draw)


def test_sealing_that_failed_is_made_up_for_and_changes_nothing_twice(city):
    draw = commit_all(city, freeze(city))
    note = draw.checkpoint
    Draw.objects.filter(pk=draw.pk).update(checkpoint="")
    with pytest.raises(Conflict, match="检查点尚未公布"):
        reveal_as(city, city.market, draw)
    assert tasks.seal_unsealed_commitments.func() == {"sealed": 1}
    sealed = Draw.objects.get(pk=draw.pk)
    assert sealed.checkpoint
    assert int(sealed.checkpoint.splitlines()[1]) >= int(note.splitlines()[1])
    assert seal_commitments(actor=city.coordinator, draw_id=draw.pk).checkpoint == sealed.checkpoint


def test_a_reveal_that_does_not_match_is_refused_and_changes_nothing(city):
    draw = commit_all(city, freeze(city))
    with pytest.raises(RuleViolated) as refusal:
        reveal_nonce(actor=city.handlers[city.market.pk], draw_id=draw.pk, nonce="0" * 64)
    assert refusal.value.code == "nonce_mismatch"
    with pytest.raises(RuleViolated, match="64 位"):
        reveal_nonce(actor=city.handlers[city.market.pk], draw_id=draw.pk, nonce="x")
    assert not draw.parties.exclude(nonce="").exists()
    reveal_as(city, city.market, draw)
    with pytest.raises(Conflict):
        reveal_as(city, city.market, draw)


def test_nothing_is_revealed_before_all_have_committed(city):
    draw = freeze(city)
    commit_as(city, city.market, draw)
    with pytest.raises(IllegalTransition):
        reveal_as(city, city.market, draw)


def test_a_party_that_never_reveals_is_named_and_the_draw_aborted(city, clock):
    draw = commit_all(city, freeze(city))
    reveal_as(city, city.market, draw)
    clock.shift(timedelta(hours=24))
    with pytest.raises(RuleViolated, match="期限已过"):
        reveal_as(city, city.fire, draw)

    assert tasks.abort_overdue_draws.func() == {"aborted": 1}
    draw.refresh_from_db()
    assert draw.state == DrawState.ABORTED
    assert city.fire.name in draw.aborted_reason
    assert city.market.name not in draw.aborted_reason
    assert '"missing":["140100-XF"]' in Entry.objects.get(action="draw.aborted").data
    assert draw.demands.filter(state=DemandState.FROZEN).count() == 2
    assert not Todo.objects.filter(matter_id=str(draw.pk), state=TodoState.OPEN).exists()


def test_after_an_abort_the_same_bytes_and_a_beacon_are_used(city):
    old = commit_all(city, freeze(city))
    abort_draw(actor=city.coordinator, draw_id=old.pk, reason="一方失联")
    with pytest.raises(RuleViolated) as refusal:
        redraw(actor=city.coordinator, draw_id=old.pk, reason="重抽")
    assert refusal.value.code == "beacon_required"
    make_entities(7)

    new = redraw(actor=city.coordinator, draw_id=old.pk, reason="重抽", beacon=BEACON)
    assert (new.version, new.supersedes, new.state) == (2, "140100-2026-01-v1", DrawState.FROZEN)
    for name in ("frame.csv", "demands.json", "exclusions.csv", "officers.csv", "places.csv", "matching.json"):
        assert queries.read_file(new, name) == queries.read_file(old, name)
    with pytest.raises(Conflict, match="更新的版本"):
        redraw(actor=city.coordinator, draw_id=old.pk, reason="再来", beacon=BEACON)

    commit_all(city, new)
    reveal_all(city, new)
    with pytest.raises(RuleViolated) as refusal:
        run_draw(actor=city.coordinator, draw_id=new.pk)
    assert refusal.value.code == "beacon_missing"
    set_beacon_value(actor=city.coordinator, draw_id=new.pk, value=" 03 11 15 ")
    with pytest.raises(Conflict):
        set_beacon_value(actor=city.coordinator, draw_id=new.pk, value="别的")
    result = run_draw(actor=city.coordinator, draw_id=new.pk)
    read = sampling.read_bundle(queries.bundle(result))
    assert read.ceremony.beacon == sampling.Beacon("双色球", "2026140", "03 11 15")
    assert Draw.objects.get(pk=old.pk).state == DrawState.ABORTED
    assert Demand.objects.filter(draw=new).count() == 2


def test_a_frame_may_be_corrected_while_nobody_has_revealed(city):
    old = freeze(city)
    new = redraw(actor=city.coordinator, draw_id=old.pk, reason="漏了一户")
    assert (new.state, new.version, new.reason) == (DrawState.DRAFTING, 2, "漏了一户")
    assert Draw.objects.get(pk=old.pk).state == DrawState.ABORTED
    assert set(new.demands.values_list("state", flat=True)) == {DemandState.SUBMITTED}
    make_entities(1)
    assert freeze_draw(actor=city.coordinator, draw_id=new.pk).figures["units"] == 41


def test_a_correction_after_commitments_needs_a_beacon_and_after_a_reveal_is_refused(city):
    draw = commit_all(city, freeze(city))
    with pytest.raises(RuleViolated) as refusal:
        redraw(actor=city.coordinator, draw_id=draw.pk, reason="更正")
    assert refusal.value.code == "beacon_required"
    reveal_as(city, city.market, draw)
    with pytest.raises(RuleViolated) as refusal:
        redraw(actor=city.coordinator, draw_id=draw.pk, reason="更正", beacon=BEACON)
    assert refusal.value.code == "reveals_begun"
    reveal_as(city, city.fire, draw)
    with pytest.raises(IllegalTransition):
        redraw(actor=city.coordinator, draw_id=draw.pk, reason="更正", beacon=BEACON)


def test_redrawing_and_aborting_need_a_reason_and_the_coordinator(city):
    draw = freeze(city)
    with pytest.raises(RuleViolated, match="原因"):
        abort_draw(actor=city.coordinator, draw_id=draw.pk, reason=" ")
    with pytest.raises(RuleViolated, match="理由"):
        redraw(actor=city.coordinator, draw_id=draw.pk, reason="")
    for operation in (abort_draw, redraw):
        with pytest.raises(NotAllowed):
            operation(actor=city.heads[city.market.pk], draw_id=draw.pk, reason="不想抽")


def test_an_aborted_draft_lets_its_demands_go(city):
    draw = make_ready_draw(city)
    abort_draw(actor=city.coordinator, draw_id=draw.pk, reason="不办了")
    assert not Demand.objects.filter(draw__isnull=False).exists()
    with pytest.raises(RuleViolated, match="没有名录"):
        redraw(actor=city.coordinator, draw_id=draw.pk, reason="再来", beacon=BEACON)


def test_a_drawn_draw_cannot_be_aborted(city):
    draw = drawn(city)
    with pytest.raises(IllegalTransition):
        abort_draw(actor=city.coordinator, draw_id=draw.pk, reason="名单不好")


def test_only_a_practice_draw_lets_the_server_hold_nonces(city):
    real = freeze(city)
    with pytest.raises(RuleViolated, match="演练"):
        hold_nonce_on_server(actor=city.coordinator, draw_id=real.pk, agency_id=city.market.pk)

    draw = freeze(city, is_practice=True)
    hold_nonce_on_server(actor=city.coordinator, draw_id=draw.pk, agency_id=city.market.pk)
    with pytest.raises(Conflict):
        hold_nonce_on_server(actor=city.coordinator, draw_id=draw.pk, agency_id=city.market.pk)
    with pytest.raises(NotFound):
        hold_nonce_on_server(actor=city.coordinator, draw_id=draw.pk, agency_id=city.bureau.pk)
    hold_nonce_on_server(actor=city.heads[city.fire.pk], draw_id=draw.pk, agency_id=city.fire.pk)
    with pytest.raises(RuleViolated, match="系统代持"):
        reveal_nonce(actor=city.heads[city.fire.pk], draw_id=draw.pk, nonce="0" * 64)
    assert reveal_held_nonces(actor=city.coordinator, draw_id=draw.pk).state == DrawState.REVEALED
    result = run_draw(actor=city.coordinator, draw_id=draw.pk)
    assert sampling.read_bundle(queries.bundle(result)).ceremony.is_practice
    assert Visit.objects.first().is_practice


def test_the_server_reveals_before_the_parties(city):
    draw = freeze(city, is_practice=True)
    hold_nonce_on_server(actor=city.coordinator, draw_id=draw.pk, agency_id=city.market.pk)
    commit_as(city, city.fire, draw)
    reveal_as(city, city.fire, draw)
    order = Entry.objects.filter(action="draw.nonce_revealed").order_by("id").values_list("data", flat=True)
    assert [HeldBy.SERVER in data for data in order] == [True, False]


def test_a_held_nonce_is_unreadable_in_the_database(city):
    draw = freeze(city, is_practice=True)
    hold_nonce_on_server(actor=city.coordinator, draw_id=draw.pk, agency_id=city.market.pk)
    party = draw.parties.get(agency=city.market)
    assert len(party.held_nonce) == 64
    assert party.nonce == ""
    assert party.held_nonce not in "".join(Entry.objects.values_list("data", flat=True))


def test_any_party_may_run_the_draw_so_that_nobody_can_hold_it_up(city):
    draw = reveal_all(city, commit_all(city, freeze(city)))
    with pytest.raises(NotAllowed):
        run_draw(actor=actor_of(make_agency("YJ", "应急管理"), Role.HEAD), draw_id=draw.pk)
    result = run_draw(actor=city.handlers[city.fire.pk], draw_id=draw.pk)
    assert result.state == DrawState.DRAWN
    with pytest.raises(IllegalTransition):
        run_draw(actor=city.coordinator, draw_id=draw.pk)


def test_a_frozen_file_changed_on_disk_stops_the_draw(city):
    draw = reveal_all(city, commit_all(city, freeze(city)))
    path = queries.file_path(draw, "frame.csv")
    content = queries.read_file(draw, "frame.csv").replace(b",all,", b",one,")
    default_storage.delete(path)
    default_storage.save(path, ContentFile(content))
    with pytest.raises(RuleViolated) as refusal:
        run_draw(actor=city.coordinator, draw_id=draw.pk)
    assert refusal.value.code == "file_changed"
    assert not Visit.objects.exists()


def test_publishing_waits_for_the_time_that_was_fixed(city, clock):
    draw = drawn(city, publish_at=datetime(2027, 1, 1, tzinfo=UTC))
    with pytest.raises(RuleViolated) as refusal:
        publish_draw(actor=city.coordinator, draw_id=draw.pk)
    assert refusal.value.code == "too_early"
    assert tasks.publish_due_draws.func() == {"published": 0}
    with pytest.raises(NotFound):
        queries.get_draw_version(Actor.public(), draw.key)

    clock.move_to(datetime(2027, 1, 1, tzinfo=UTC))
    assert tasks.publish_due_draws.func() == {"published": 1}
    assert queries.get_draw_version(Actor.public(), draw.key).state == DrawState.PUBLISHED
    with pytest.raises(IllegalTransition):
        publish_draw(actor=city.coordinator, draw_id=draw.pk)


def test_a_draw_without_a_fixed_time_is_published_at_once(city):
    drawn(city)
    assert tasks.publish_due_draws.func() == {"published": 1}


def test_there_is_no_bundle_before_the_draw(city):
    draw = commit_all(city, freeze(city))
    with pytest.raises(RuleViolated):
        queries.bundle(draw)


def test_the_ceremony_leaves_to_dos_for_whoever_is_next(city):
    def open_steps():
        todos = Todo.objects.filter(state=TodoState.OPEN).order_by("step", "agency__code")
        return [(todo.step, todo.agency.kind_id) for todo in todos]

    draw = freeze(city)
    assert open_steps() == [("commit", "SCJG"), ("commit", "XF")]
    commit_as(city, city.market, draw)
    assert open_steps() == [("commit", "XF")]
    commit_as(city, city.fire, draw)
    assert open_steps() == [("reveal", "SCJG"), ("reveal", "XF")]
    reveal_all(city, draw)
    assert open_steps() == [("run", "SP")]
    run_draw(actor=city.coordinator, draw_id=draw.pk)
    assert open_steps() == []


def test_poisson_and_census_join_in_one_visit_per_entity(city):
    draw = make_draw(city)
    for agency, changes in (
        (city.market, {"method": Method.POISSON, "ratio": None, "rate_ppb": 300_000_000}),
        (city.fire, {"method": Method.CENSUS, "ratio": None, "scope": {"regions": [COUNTIES[1]]}}),
    ):
        demand = make_demand(city, agency, **changes)
        take_demand_into_draw(actor=city.coordinator, draw_id=draw.pk, demand_id=demand.pk)
    freeze_draw(actor=city.coordinator, draw_id=draw.pk)
    commit_all(city, draw)
    reveal_all(city, draw)
    run_draw(actor=city.coordinator, draw_id=draw.pk)

    visits = Visit.objects.filter(region=COUNTIES[1])
    assert visits.count() == 20
    for visit in Visit.objects.all():
        roles = sorted(visit.teams.values_list("role", flat=True))
        assert roles in (["lead"], ["cooperate", "lead"])
    assert sampling.read_bundle(queries.bundle(Draw.objects.get(pk=draw.pk)))


def test_no_secret_goes_into_the_ledger_before_its_time(city):
    commit_all(city, freeze(city))
    data = "".join(Entry.objects.values_list("data", flat=True))
    assert nonce_of(city.market).hex() not in data
    assert nonce_of(city.fire).hex() not in data
