"""Two implementations, written apart, must say the same about every draw."""

import io
import subprocess
import sys

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pure.bundles import VERIFIER, Log, Story, commit, example_story, honest_files, load_verifier, unit, zipped
from tongjian.pure.sampling import Beacon, DemandSpec, Exclusion, FrameRow, read_bundle, write_bundle
from tongjian.pure.sampling.ceremony import seed as make_seed
from tongjian.pure.sampling.selection import run_draw

verifier = load_verifier()
ids = st.text("0123456789abcXYZ_-", min_size=1, max_size=12)


@st.composite
def stories(draw):
    demand_ids = draw(st.lists(ids, max_size=4, unique=True))
    rows, exclusions, demands = [], [], []
    for name in demand_ids:
        method = draw(st.sampled_from(["fixed", "poisson", "census"]))
        strata = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
        members = draw(st.lists(st.integers(0, 25), unique=True, max_size=20))
        out = draw(st.sets(st.integers(0, 25), max_size=4)) - set(members)
        q = st.integers(1, 10**9) | st.sampled_from([1, 10**9]) if method == "poisson" else st.none()
        mine = [FrameRow(unit(n), name, draw(st.sampled_from(strata)), draw(q)) for n in members]
        sizes = {row.stratum: draw(st.integers(0, 12)) for row in mine} if method == "fixed" else {}
        reasons = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=9)
        rows += mine
        exclusions += [Exclusion(unit(n), name, draw(reasons)) for n in sorted(out)]
        demands.append(DemandSpec(name, draw(ids), tuple(draw(st.lists(ids, max_size=3))), method, sizes))
    secrets = draw(st.dictionaries(ids, st.binary(min_size=32, max_size=32), min_size=2, max_size=4))
    version = draw(st.integers(1, 3))
    name = draw(ids)
    return Story(
        tuple(demands),
        tuple(rows),
        tuple(exclusions),
        secrets=secrets,
        held_by=draw(st.dictionaries(st.sampled_from(sorted(secrets)), st.just("server"))),
        draw=name,
        version=version,
        supersedes=f"{name}-v{version - 1}" if version > 1 else None,
        beacon=draw(st.none() | st.builds(Beacon, st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(stories())
def test_both_implementations_accept_every_honest_draw_and_agree_on_it(story):
    log = Log()
    proof, checkpoint = commit(story, log)
    data = zipped(story.files(proof, checkpoint))
    found = verifier.verify(io.BytesIO(data), log.vkey)
    bundle = read_bundle(data)
    assert found["seed"] == bundle.seed.hex()
    assert found["visits"] == len(bundle.selection.unit_ids())
    assert found["rows_selected"] == len(bundle.selection.row)
    assert found["practice"] == bundle.ceremony.is_practice
    assert found["key_from_bundle"] is False


def test_the_same_draw_gives_the_same_bundle_byte_for_byte():
    story, log = example_story(), Log()
    proof, checkpoint = commit(story, log)
    frozen, ceremony = story.frozen(), story.ceremony()
    selection = run_draw(frozen, make_seed(ceremony, frozen.hashes))
    bundle = write_bundle(
        ceremony, frozen, selection, proof=proof, checkpoint=checkpoint, verifier=VERIFIER.read_bytes()
    )
    assert bundle == zipped(story.files(proof, checkpoint))
    assert read_bundle(bundle).selection.csv == selection.csv


def run_verifier(tmp_path, files, *options):
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped(files))
    return subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(path), *map(str, options)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_accepts_an_honest_bundle_and_says_that_the_key_came_with_it(tmp_path):
    done = run_verifier(tmp_path, honest_files(example_story()))
    assert (done.returncode, done.stderr) == (0, "")
    assert "公钥取自文件包本身" in done.stdout
    assert "演练" not in done.stdout


def test_a_draw_whose_secrets_the_server_held_is_called_practice_and_still_passes(tmp_path):
    story = example_story(held_by={"fire": "server"})
    done = run_verifier(tmp_path, honest_files(story), "--key", Log().vkey)
    assert done.returncode == 0
    assert "演练" in done.stdout
    assert "公钥取自文件包本身" not in done.stdout


def test_a_held_checkpoint_is_compared_with_or_without_its_signature(tmp_path):
    files = honest_files(example_story())
    held = tmp_path / "checkpoint"
    for text in (files["checkpoint.txt"], files["checkpoint.txt"].partition(b"\n\n")[0] + b"\n"):
        held.write_bytes(text)
        done = run_verifier(tmp_path, files, "--checkpoint", held)
        assert done.returncode == 0
        assert "公钥取自文件包本身" not in done.stdout


def test_wrong_usage_ends_with_two(tmp_path):
    files = honest_files(example_story())
    assert run_verifier(tmp_path, files, "--key", "nonsense").returncode == 2
    assert run_verifier(tmp_path, files, "--checkpoint", tmp_path / "absent").returncode == 2
    assert run_verifier(tmp_path, files, "--what").returncode == 2
