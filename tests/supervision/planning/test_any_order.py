"""Whatever is tried, in whatever order: a step is taken or refused in words, and what was frozen stays as it was."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.supervision.planning.factories import commit_as, make_city, make_entities, make_ready_draw, reveal_as
from tongjian.foundation.kernel.errors import DomainError
from tongjian.pure import sampling
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import DrawState
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.operations import (
    Beacon,
    abort_draw,
    freeze_draw,
    publish_draw,
    redraw,
    run_draw,
    set_beacon_value,
)

FROZEN = ("frame.csv", "demands.json", "exclusions.csv", "officers.csv", "places.csv", "matching.json")
BEACON = Beacon(source="双色球", round="2026140")
ACTS = {
    "freeze": lambda city, draw: freeze_draw(actor=city.coordinator, draw_id=draw.pk),
    "commit market": lambda city, draw: commit_as(city, city.market, draw),
    "commit fire": lambda city, draw: commit_as(city, city.fire, draw),
    "reveal market": lambda city, draw: reveal_as(city, city.market, draw),
    "reveal fire": lambda city, draw: reveal_as(city, city.fire, draw),
    "run": lambda city, draw: run_draw(actor=city.coordinator, draw_id=draw.pk),
    "publish": lambda city, draw: publish_draw(actor=city.coordinator, draw_id=draw.pk),
    "abort": lambda city, draw: abort_draw(actor=city.coordinator, draw_id=draw.pk, reason="不抽了"),
    "redraw": lambda city, draw: redraw(actor=city.coordinator, draw_id=draw.pk, reason="重抽", beacon=BEACON),
    "correct": lambda city, draw: redraw(actor=city.coordinator, draw_id=draw.pk, reason="更正"),
    "beacon": lambda city, draw: set_beacon_value(actor=city.coordinator, draw_id=draw.pk, value="01 02"),
    "grow": lambda city, draw: make_entities(3),
}
USUAL = ["freeze", "commit market", "commit fire", "reveal market", "reveal fire", "beacon", "run", "publish"]
WALKS = st.lists(st.one_of(st.sampled_from(sorted(ACTS)), st.sampled_from(USUAL)), min_size=6, max_size=20) | (
    st.lists(st.sampled_from(["abort", "redraw", "correct", "grow"]), max_size=3).map(
        lambda detours: [*USUAL[:3], *detours, *USUAL]
    )
)


@pytest.mark.engine("sqlite")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=WALKS)
def test_any_order_of_steps(reference, files_of_this_test, walk):
    with transaction.atomic():
        city = make_city(12)
        draw = make_ready_draw(city)
        frozen = {}
        for act in walk:
            newest = Draw.objects.filter(key=draw.key).order_by("-version").first()
            before = Draw.objects.filter(key=draw.key).count()
            try:
                ACTS[act](city, newest)
            except DomainError as refusal:
                assert refusal.sentence.endswith(("。", "。）"))
                assert Draw.objects.filter(key=draw.key).count() == before
            check(draw.key, frozen)
        transaction.set_rollback(True)


def check(key, frozen):
    """What holds after every step, of every version."""
    for version in Draw.objects.filter(key=key):
        if version.frozen_at is None:
            continue
        content = [queries.read_file(version, name) for name in FROZEN]
        assert frozen.setdefault(version.version, content) == content
        is_drawn = version.state in (DrawState.DRAWN, DrawState.PUBLISHED)
        visits = Visit.objects.filter(origin=f"planning.draw:{version}")
        assert visits.exists() == is_drawn
        if is_drawn:
            assert not version.parties.filter(revealed_at=None).exists()
            assert sampling.read_bundle(queries.bundle(version)).seed.hex() == version.seed
