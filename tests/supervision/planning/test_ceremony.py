import json
import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests.supervision.planning.factories import (
    commit_all,
    commit_as,
    drawn,
    freeze,
    make_officer,
    reveal_all,
    reveal_as,
)
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.rulebook.models import Parameter
from tongjian.pure import sampling
from tongjian.supervision.inspections.models import Visit, VisitOfficer
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import DemandState, DrawState
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.operations import publish_draw, run_draw
from tongjian.supervision.registry.models import Entity

VERIFIER = Path(__file__).resolve().parents[3] / "verify_draw.py"


def verify(path, *options):
    return subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(path), *map(str, options)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_whole_ceremony_ends_in_visits_that_anyone_can_recompute(city, tmp_path):
    draw = freeze(city)
    assert draw.state == DrawState.FROZEN
    assert {demand.state for demand in draw.demands.all()} == {DemandState.FROZEN}

    draw = commit_as(city, city.market, draw)
    assert (draw.state, draw.checkpoint) == (DrawState.FROZEN, "")
    draw = commit_as(city, city.fire, draw)
    assert draw.state == DrawState.COMMITTED
    assert draw.checkpoint.startswith("tests.tongjian.local\n")

    assert reveal_as(city, city.market, draw).state == DrawState.COMMITTED
    draw = reveal_as(city, city.fire, draw)
    assert draw.state == DrawState.REVEALED

    draw = run_draw(actor=city.coordinator, draw_id=draw.pk)
    assert draw.state == DrawState.DRAWN
    assert Visit.objects.count() == draw.units.filter(is_selected=True).count() == draw.figures["joint_actual"]

    draw = publish_draw(actor=city.coordinator, draw_id=draw.pk)
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(queries.bundle(draw))
    assert sampling.read_bundle(bundle.read_bytes()).seed.hex() == draw.seed
    result = verify(bundle)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_committed_entry_holds_exactly_the_hashes_of_the_specification(city):
    draw = commit_all(city, freeze(city))

    entry = Entry.objects.get(action="draw.committed")
    assert entry.pk == draw.committed_entry_id
    assert json.loads(entry.data) == sampling.committed_data(queries.ceremony_of(draw), queries.hashes_of(draw))
    assert set(json.loads(entry.data)) == {
        f"{name}_sha256" for name in ("header", "frame", "demands", "exclusions", "officers", "matching")
    }


def files_of(draw, folder):
    bundle, audit = folder / "bundle.zip", folder / "audit.zip"
    bundle.write_bytes(queries.bundle(draw))
    audit.write_bytes(queries.audit_bundle(draw))
    return bundle, audit


def test_an_auditor_computes_again_who_was_sent_and_why_others_were_not(city, tmp_path):
    expired = make_officer(city.market, city.market_item, until=date(2026, 12, 31))
    draw = drawn(city)
    bundle, audit = files_of(draw, tmp_path)
    asked = draw.candidates.get(officer=expired)
    done = verify(bundle, "--audit", audit, "--officer", asked.reference, "--json")

    found = json.loads(done.stdout)
    assert done.returncode == 0, found["reason"]
    assert found["valid_on"] == "2026-12-31"
    assert found["places_filled"] == VisitOfficer.objects.count()
    assert sum(one["places"] for one in found["places_open"]) == draw.figures["open_places"]
    assert (found["sent"], {one["reason"] for one in found["not_sent"]}) == ([], {"核对日证件已失效"})


def test_what_changes_after_the_freezing_does_not_change_who_is_sent(city, tmp_path):
    draw = reveal_all(city, commit_all(city, freeze(city)))
    Entity.objects.update(region_id="140100")
    Parameter.objects.filter(code="visit.officers_per_agency").update(value="1")
    draw = run_draw(actor=city.coordinator, draw_id=draw.pk)

    assert verify(*files_of(draw, tmp_path)[:1], "--audit", tmp_path / "audit.zip").returncode == 0
    assert sampling.read_matching(queries.read_file(draw, "matching.json")).officers_per_agency == 2
    assert VisitOfficer.objects.filter(place=2).exists()


def test_a_draw_frozen_before_the_rule_was_kept_is_still_drawn_and_verified(city, tmp_path):
    draw = freeze(city)
    Draw.objects.update(matching_sha256="")
    default_storage.delete(queries.file_path(draw, "matching.json"))
    default_storage.delete(queries.file_path(draw, "places.csv"))
    draw.refresh_from_db()
    reveal_all(city, commit_all(city, draw))
    draw = run_draw(actor=city.coordinator, draw_id=draw.pk)

    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(queries.bundle(draw))
    assert verify(bundle).returncode == 0
    with pytest.raises(RuleViolated, match="没有人员复核文件"):
        queries.audit_bundle(draw)


def test_places_that_were_changed_after_the_freezing_stop_the_draw(city):
    draw = reveal_all(city, commit_all(city, freeze(city)))
    path = queries.file_path(draw, "places.csv")
    with default_storage.open(path) as file:
        content = file.read().replace(b",140105", b",140106", 1)
    default_storage.delete(path)
    default_storage.save(path, ContentFile(content))
    with pytest.raises(RuleViolated, match="places.csv 与冻结时的摘要不符"):
        run_draw(actor=city.coordinator, draw_id=draw.pk)


def test_a_demand_gets_no_fewer_than_its_ratio(city):
    draw = drawn(city)

    sizes = {(row["demand"]): row["selected"] for row in draw.figures["strata"]}
    assert sorted(sizes.values()) == [4, 10]  # ⌈40·10 %⌉ and ⌈40·25 %⌉


def test_the_smaller_demand_is_joined_to_the_larger(city):
    """Nested fixed demands share their units: visits reach the bound."""
    figures = drawn(city).figures

    assert figures["joint_actual"] == figures["bound"] == 10
    assert figures["alone_actual"] == 14
    assert figures["overlap"][0][1] == 4
    assert figures["immune"] == 0


def test_officers_come_two_per_department_and_are_matched_by_the_seed(city):
    drawn(city)

    visits = Visit.objects.order_by("sequence")
    assert [visit.sequence for visit in visits] == list(range(1, 11))
    for visit in visits:
        for team in visit.teams.all():
            officers = VisitOfficer.objects.filter(team=team)
            assert officers.count() == 2
            assert {officer.officer.agency_id for officer in officers} == {team.agency_id}


def bend(data: bytes) -> bytes:
    """One byte before the last is another one."""
    return data[:-2] + (b"8" if data[-2:-1] == b"7" else b"7") + data[-1:]


def test_bending_any_file_of_the_bundle_is_noticed(city, tmp_path):
    archive = queries.bundle(drawn(city))
    with zipfile.ZipFile(BytesIO(archive)) as source:
        content = {name: source.read(name) for name in source.namelist()}
    for name in sorted(set(content) - {"verify_draw.py"}):
        bent = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(bent, "w") as target:
            for member, data in content.items():
                target.writestr(member, bend(data) if member == name else data)
        result = verify(bent)
        assert result.returncode == 1, f"{name}: {result.stdout}{result.stderr}"


def test_the_same_reveals_always_make_the_same_seed(city):
    draw = reveal_all(city, commit_all(city, freeze(city)))

    seed = sampling.seed(queries.ceremony_of(draw), queries.hashes_of(draw))
    assert run_draw(actor=city.coordinator, draw_id=draw.pk).seed == seed.hex()
