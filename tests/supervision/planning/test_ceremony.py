import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

from tests.supervision.planning.factories import commit_all, commit_as, drawn, freeze, reveal_all, reveal_as
from tongjian.foundation.ledger.models import Entry
from tongjian.pure import sampling
from tongjian.supervision.inspections.models import Visit, VisitOfficer
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import DemandState, DrawState
from tongjian.supervision.planning.operations import publish_draw, run_draw

VERIFIER = Path(__file__).resolve().parents[3] / "verify_draw.py"


def verify(path):
    return subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(path)], capture_output=True, text=True, timeout=60, check=False
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
