"""The whole ceremony from a shell, each step one line of JSON."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine

from tests.supervision.planning.factories import make_city, make_ready_draw
from tongjian.supervision.planning.models import Draw

VERIFIER = Path(__file__).resolve().parents[3] / "verify_draw.py"
MARKET, FIRE, BUREAU = "140100-SCJG", "140100-XF", "140100-SP"


@pytest.fixture
def city(reference, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=False):
        yield make_city()


def test_a_draw_can_be_held_from_the_shell(city, tongjian, tmp_path):
    demands = []
    for agency, item, ratio in ((MARKET, city.market_item, "10%"), (FIRE, city.fire_item, "1/4")):
        arguments = ("--agency", agency, "--title", "抽查", "--item", item.item.code, "--ratio", ratio, "--submit")
        code, said, _ = tongjian("draw", "demand", *arguments, "--json")
        assert (code, said["state"]) == (0, "submitted")
        demands += ["--demand", said["demand"]]
    new = (
        "--agency",
        BUREAU,
        "--title",
        "四季度",
        "--cycle",
        "2026Q4",
        "--from",
        "2026-12-01",
        "--until",
        "2027-01-01",
    )
    code, said, _ = tongjian("draw", "new", *new, "--party", MARKET, "--party", FIRE, *demands, "--json")
    assert (code, said) == (0, {"id": "140100-2026-01", "version": 1, "state": "drafting", "practice": False})
    key = said["id"]
    _, said, errors = tongjian("draw", "freeze", key, "--json")
    assert said["state"] == "frozen"
    assert "冻结名录" in errors

    files = {agency: tmp_path / f"{agency}.json" for agency in (MARKET, FIRE)}
    for agency, path in files.items():
        assert tongjian("draw", "commit", key, "--agency", agency, "--nonce-file", path, "--json")[0] == 0
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        content = json.loads(path.read_text())
        assert (content["draw"], content["version"], content["agency"]) == (key, 1, agency)
    for path in files.values():
        assert tongjian("draw", "reveal", key, "--nonce-file", path, "--json")[0] == 0
    assert tongjian("draw", "run", key, "--json")[1]["state"] == "drawn"

    bundle = tmp_path / "bundle.zip"
    audit = tmp_path / "audit.zip"
    assert tongjian("draw", "export", key, "--out", bundle, "--audit", audit, "--json")[0] == 0
    held = files[MARKET].with_name(f"{files[MARKET].name}.checkpoint")
    command = [sys.executable, "-I", str(VERIFIER), str(bundle), "--checkpoint", str(held), "--audit", str(audit)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert tongjian("draw", "publish", key, "--json")[1]["state"] == "published"
    assert tongjian("draw", "list", "--json")[1] == {
        "draws": [{"id": key, "version": 1, "state": "published", "practice": False}]
    }

    unit = Draw.objects.get().units.filter(is_selected=True).first()
    code, said, _ = tongjian("draw", "find", key, "--entity", unit.entity_id, "--salt", unit.salt, "--json")
    assert (code, said["selected"]) == (0, True)
    shown = tongjian("draw", "show", key, "--json")[1]
    assert [party["revealed"] for party in shown["parties"]] == [True, True]


def test_a_practice_draw_needs_no_nonce_files(city, tongjian):
    key = make_ready_draw(city, is_practice=True).key
    tongjian("draw", "freeze", key)
    for agency in (MARKET, FIRE):
        assert tongjian("draw", "commit", key, "--agency", agency, "--server", "--json")[1]["practice"] is True
    assert tongjian("draw", "reveal", key, "--server", "--json")[1]["state"] == "revealed"
    code, out, _ = tongjian("draw", "run", key)
    assert (code, "演练" in out) == (0, True)


def test_a_nonce_file_is_never_overwritten_and_a_refused_commitment_leaves_none(city, tongjian, tmp_path):
    key = make_ready_draw(city).key
    path = tmp_path / "nonce.json"
    code, said, _ = tongjian("draw", "commit", key, "--agency", MARKET, "--nonce-file", path, "--json")
    assert (code, said["error"]["code"], path.exists()) == (1, "illegal_transition", False)
    path.write_text("old")
    tongjian("draw", "freeze", key)
    code, said, _ = tongjian("draw", "commit", key, "--agency", MARKET, "--nonce-file", path, "--json")
    assert (code, said["error"]["code"], path.read_text()) == (1, "file_exists", "old")
    code, said, _ = tongjian("draw", "reveal", key, "--nonce-file", path, "--json")
    assert (code, said["error"]["code"]) == (1, "nonce_file_malformed")


def test_aborting_and_drawing_again(city, tongjian, tmp_path):
    key = make_ready_draw(city).key
    tongjian("draw", "freeze", key)
    first = tmp_path / "first.json"
    tongjian("draw", "commit", key, "--agency", MARKET, "--nonce-file", first)
    assert tongjian("draw", "abort", key, "--reason", "一方失联", "--json")[1]["state"] == "aborted"
    again = ("draw", "redraw", key, "--reason", "重抽", "--json")
    assert tongjian(*again)[1]["error"]["code"] == "beacon_required"
    assert tongjian(*again, "--beacon-source", "双色球", "--beacon-round", "2026140")[1]["version"] == 2
    for agency in (MARKET, FIRE):
        tongjian("draw", "commit", key, "--agency", agency, "--nonce-file", tmp_path / f"{agency}-2.json")
    assert tongjian("draw", "reveal", key, "--nonce-file", first, "--json")[1]["error"]["code"] == "other_draw"
    for agency in (MARKET, FIRE):
        tongjian("draw", "reveal", key, "--nonce-file", tmp_path / f"{agency}-2.json")
    assert tongjian("draw", "run", key, "--json")[1]["error"]["code"] == "beacon_missing"
    assert tongjian("draw", "beacon", key, "--value", "01 02 03", "--json")[0] == 0
    assert tongjian("draw", "run", key, "--json")[1]["state"] == "drawn"
    assert len(tongjian("draw", "list", "--json")[1]["draws"]) == 2


def test_wrong_usage_and_unknown_draws(city, tongjian, tmp_path):
    assert tongjian("draw", "show", "nothing", "--json")[1]["error"]["code"] == "draw_not_found"
    key = make_ready_draw(city).key
    assert tongjian("draw", "commit", key, "--agency", MARKET, "--json")[0] == 2
    assert (
        tongjian("draw", "export", key, "--out", tmp_path / "b.zip", "--json")[1]["error"]["code"] == "draw_not_drawn"
    )
    code, said, _ = tongjian("draw", "find", key, "--entity", city.entities[0].pk, "--salt", "zz", "--json")
    assert (code, said["error"]["code"]) == (1, "salt_malformed")
