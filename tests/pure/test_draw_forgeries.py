"""Whoever bends a draw after the secrets are out is found, however consistently it is done."""

import base64
import io
import json
import random
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest

from tests.pure.bundles import VERIFIER, Log, commit, example_story, honest_files, load_verifier, unit, zipped
from tongjian.pure.sampling import Beacon, DrawInvalid, Exclusion, FrameRow, Proof, read_bundle
from tongjian.pure.sampling.bundle import proof_bytes
from tongjian.pure.sampling.canonical import write_json

verifier = load_verifier()


def reason_of(data, **pins):
    with pytest.raises(verifier.Rejected) as caught:
        verifier.verify(io.BytesIO(data), **pins)
    return str(caught.value)


def bend_row(story, demand, **changes):
    rows = list(story.rows)
    at = next(n for n, row in enumerate(rows) if row.demand_id == demand)
    rows[at] = rows[at]._replace(**changes)
    return replace(story, rows=tuple(rows))


def bend_demand(story, name, **changes):
    demands = tuple(replace(d, **changes) if d.id == name else d for d in story.demands)
    return replace(story, demands=demands)


CONSISTENT = {
    "one weight": lambda s: bend_row(s, "market-ads", q=999_999_999),
    "one unit's name": lambda s: bend_row(s, "market-food", unit_id=unit(77)),
    "one stratum": lambda s: bend_row(s, "market-food", stratum="c140105"),
    "one size": lambda s: bend_demand(s, "fire-halls", sizes={"all": 5}),
    "one method": lambda s: bend_demand(s, "fire-halls", method="census", sizes={}),
    "one item": lambda s: bend_demand(s, "fire-halls", items=("0202",)),
    "one agency": lambda s: bend_demand(s, "fire-halls", agency="health"),
    "one unit left out": lambda s: replace(s, rows=s.rows[1:]),
    "one unit added": lambda s: replace(s, rows=(*s.rows, FrameRow(unit(99), "fire-halls", "all"))),
    "one exclusion added": lambda s: replace(s, exclusions=(*s.exclusions, Exclusion(unit(98), "fire-halls", "x"))),
    "one exclusion removed": lambda s: replace(s, exclusions=s.exclusions[1:]),
    "one reason": lambda s: replace(s, exclusions=(s.exclusions[0]._replace(reason="other"), s.exclusions[1])),
    "officers": lambda s: replace(s, officers=s.officers[:-1]),
    "one nonce with its commitment": lambda s: replace(s, secrets={**s.secrets, "fire": b"\3" * 32}),
    "swapped nonces": lambda s: replace(s, secrets={"fire": b"\2" * 32, "market": b"\1" * 32}),
    "a party more": lambda s: replace(s, secrets={**s.secrets, "health": b"\4" * 32}),
    "who held a nonce": lambda s: replace(s, held_by={"fire": "server"}),
    "the name of the draw": lambda s: replace(s, draw="2026-other"),
    "the version": lambda s: replace(s, version=2, supersedes="2026-joint-v1"),
    "the cycle": lambda s: replace(s, cycle="2027年度"),
    "the time": lambda s: replace(s, frozen_at="2026-01-05T08:00:01Z"),
    "the beacon's round": lambda s: replace(s, beacon=Beacon("drand", "124", "abcdef")),
    "no beacon": lambda s: replace(s, beacon=None),
}


@pytest.mark.parametrize("what", CONSISTENT)
def test_a_change_after_the_commitment_is_found_although_everything_was_recomputed(what):
    story, log = example_story(), Log()
    proof, checkpoint = commit(story, log)
    bent = CONSISTENT[what](story)
    data = zipped(bent.files(proof, checkpoint))
    assert "冻结之后内容被改过" in reason_of(data)
    with pytest.raises(DrawInvalid, match="存证条目中的摘要"):
        read_bundle(data)
    bent_log = Log()
    bent_log.entries = [bent.entry() if entry == story.entry() else entry for entry in log.entries]
    forged = bent_log.proof(proof.index)
    assert "不在检查点的存证树中" in reason_of(zipped(bent.files(forged, checkpoint)))


def test_a_beacon_is_named_so_that_its_value_can_be_compared_with_the_source():
    """The log cannot hold a value that does not exist yet."""
    found = verifier.verify(io.BytesIO(zipped(honest_files(example_story()))))
    assert found["beacon"] == {"source": "drand", "round": "123", "value": "abcdef"}
    assert "drand" in "".join(verifier.describe(found))


def test_a_proof_from_another_entry_is_found():
    log = Log()
    proof, checkpoint = commit(example_story(), log)
    files = example_story().files(log.proof(0), checkpoint)
    assert "不是 draw.committed" in reason_of(zipped(files))
    for other in (replace(proof, index=proof.index - 1), replace(proof, hashes=log.proof(0).hashes)):
        files["proof.json"] = proof_bytes(other)
        assert "不在检查点的存证树中" in reason_of(zipped(files))
    for other, word in (
        (replace(proof, hashes=proof.hashes[:-1]), "过短"),
        (replace(proof, hashes=(*proof.hashes, "0" * 64)), "过长"),
        (replace(proof, size=proof.index, index=proof.index), "index"),
        (replace(proof, size=proof.size + 1), "大小"),
    ):
        files["proof.json"] = proof_bytes(other)
        assert word in reason_of(zipped(files))


def test_another_commitment_of_the_same_log_does_not_serve():
    log = Log()
    log.append(example_story(draw="earlier").entry())
    commit(example_story(), log)
    files = example_story().files(log.proof(3), log.checkpoint())
    assert "冻结之后" in reason_of(zipped(files))


def test_a_checkpoint_of_another_log_is_found():
    proof, checkpoint = commit(example_story(), Log())
    other = Log(b"o" * 32)
    assert "不是这把公钥签的" in reason_of(zipped(example_story().files(proof, commit(example_story(), other)[1])))
    renamed = Log(origin="other.example/log")
    assert "名称不一致" in reason_of(zipped(example_story().files(proof, commit(example_story(), renamed)[1])))
    body, _, signature = checkpoint.decode().partition("\n\n")
    for bent in (body.replace("\n5\n", "\n6\n"), body.replace("test.", "text.")):
        with pytest.raises(verifier.Rejected):
            verifier.verify(io.BytesIO(zipped(example_story().files(proof, f"{bent}\n\n{signature}".encode()))))


def test_a_wholly_other_log_is_caught_by_the_key_or_by_the_checkpoint_that_somebody_holds():
    mine, other = Log(), Log(b"o" * 32)
    _, held = commit(example_story(), mine)
    bent = bend_demand(example_story(), "fire-halls", sizes={"all": 5})
    data = zipped(bent.files(*commit(bent, other)))
    verifier.verify(io.BytesIO(data))
    assert "不是指定的公钥" in reason_of(data, pinned_key=mine.vkey)
    assert "所持的检查点" in reason_of(data, held_checkpoint=verifier.note_body(held.decode()))


def test_one_log_that_shows_two_faces_is_caught_by_the_checkpoint_that_somebody_holds():
    held = verifier.note_body(commit(example_story(), Log())[1].decode())
    bent = bend_demand(example_story(), "fire-halls", sizes={"all": 5})
    data = zipped(bent.files(*commit(bent, Log())))
    verifier.verify(io.BytesIO(data), pinned_key=Log().vkey)
    assert "所持的检查点" in reason_of(data, pinned_key=Log().vkey, held_checkpoint=held)


def edit_json(name, change):
    def edit(files):
        value = json.loads(files[name])
        change(value)
        files[name] = write_json(value)

    return edit


def edit_bytes(name, change):
    def edit(files):
        before = files[name]
        files[name] = change(before)
        assert files[name] != before

    return edit


def set_to(*path):
    *way, last, value = path

    def change(target):
        for step in way:
            target = target[step]
        assert write_json(target[last]) != write_json(value)
        target[last] = value

    return change


def swap_lines(data):
    first, second, third, *rest = data.split(b"\n")
    return b"\n".join([first, third, second, *rest])


def pretty(data):
    return json.dumps(json.loads(data), ensure_ascii=False, indent=1).encode()


def twice_the_first_key(data):
    name, value = next(iter(json.loads(data).items()))
    return b"{" + write_json({name: value})[1:-1] + b"," + data[1:]


CSV_FILES = ("frame.csv", "exclusions.csv", "selection.csv")
JSON_FILES = ("manifest.json", "demands.json", "proof.json")
MUTATIONS = {
    **{f"{n}: rows swapped": edit_bytes(n, swap_lines) for n in CSV_FILES},
    **{f"{n}: a row twice": edit_bytes(n, lambda d: d + d.split(b"\n")[-2] + b"\n") for n in CSV_FILES},
    **{f"{n}: last row gone": edit_bytes(n, lambda d: d[: d[:-1].rindex(b"\n") + 1]) for n in CSV_FILES},
    **{f"{n}: CRLF": edit_bytes(n, lambda d: d.replace(b"\n", b"\r\n")) for n in CSV_FILES},
    **{f"{n}: no last line end": edit_bytes(n, lambda d: d[:-1]) for n in CSV_FILES},
    **{f"{n}: quoted": edit_bytes(n, lambda d: d[:-1] + b'"\n') for n in CSV_FILES},
    **{f"{n}: BOM": edit_bytes(n, lambda d: b"\xef\xbb\xbf" + d) for n in (*CSV_FILES, *JSON_FILES, "checkpoint.txt")},
    **{f"{n}: empty": edit_bytes(n, lambda d: b"") for n in (*CSV_FILES, *JSON_FILES, "checkpoint.txt")},
    **{f"{n}: pretty": edit_bytes(n, pretty) for n in JSON_FILES},
    **{f"{n}: line end": edit_bytes(n, lambda d: d + b"\n") for n in (*JSON_FILES, "checkpoint.txt")},
    **{f"{n}: a key twice": edit_bytes(n, twice_the_first_key) for n in ("manifest.json", "proof.json")},
    **{f"{n}: a key more": edit_json(n, lambda v: v.update(more=1)) for n in ("manifest.json", "proof.json")},
    **{
        f"manifest.json without {k}": edit_json("manifest.json", lambda v, k=k: v.pop(k))
        for k in verifier.MANIFEST_KEYS
    },
    **{
        f"manifest.json: {k} is {w!r}": edit_json("manifest.json", set_to(k, w))
        for k in verifier.MANIFEST_KEYS
        for w in (7, [], {}, True, "", "x", "0" * 64, "0" * 63 + "A")
    },
    "escaped letters": edit_bytes("manifest.json", lambda d: d.replace("年".encode(), b"\\u5e74")),
    "a float": edit_bytes("manifest.json", lambda d: d.replace(b'"version":1', b'"version":1.0')),
    "version as text": edit_json("manifest.json", set_to("version", "1")),
    "version 0": edit_json("manifest.json", set_to("version", 0)),
    "version 2 supersedes nothing": edit_json("manifest.json", set_to("version", 2)),
    "version 1 supersedes itself": edit_json("manifest.json", set_to("supersedes", "2026-joint-v1")),
    "supersedes another draw": edit_json("manifest.json", set_to("supersedes", "2025-joint-v1")),
    "a day that is none": edit_json("manifest.json", set_to("frozen_at", "2026-02-30T00:00:00Z")),
    "another time zone": edit_json("manifest.json", set_to("frozen_at", "2026-01-05T16:00:00+08:00")),
    "another nonce": edit_json("manifest.json", set_to("parties", 0, "nonce", "0" * 64)),
    "a nonce in capitals": edit_json("manifest.json", set_to("parties", 0, "nonce", "A" * 64)),
    "another commitment": edit_json("manifest.json", set_to("parties", 0, "commitment", "0" * 64)),
    "another holder": edit_json("manifest.json", set_to("parties", 0, "held_by", "server")),
    "an unknown holder": edit_json("manifest.json", set_to("parties", 0, "held_by", "nobody")),
    "a party more key": edit_json("manifest.json", lambda v: v["parties"][0].update(more="")),
    "parties swapped": edit_json("manifest.json", lambda v: v["parties"].reverse()),
    "agencies swapped": edit_json("manifest.json", set_to("parties", 0, "agency", "market")),
    "one party": edit_json("manifest.json", lambda v: v["parties"].pop()),
    "another beacon value": edit_json("manifest.json", set_to("beacon", "value", "abcdee")),
    "another beacon round": edit_json("manifest.json", set_to("beacon", "round", "7")),
    "demands reversed": edit_json("demands.json", lambda v: v.reverse()),
    "a demand less": edit_json("demands.json", lambda v: v.pop()),
    "another size": edit_json("demands.json", set_to(0, "sizes", "all", 5)),
    "a proof in another base64": edit_json("proof.json", lambda v: v.update(entry=loosen(v["entry"]))),
    "a proof with line breaks": edit_json(
        "proof.json", lambda v: v.update(entry=v["entry"][:8] + "\n" + v["entry"][8:])
    ),
    "an index as text": edit_json("proof.json", lambda v: v.update(index=str(v["index"]))),
    "true for one": edit_json("proof.json", lambda v: v.update(index=True)),
    "a negative index": edit_json("proof.json", set_to("index", -1)),
    "a hash in capitals": edit_json("proof.json", lambda v: v["hashes"].__setitem__(0, v["hashes"][0].upper())),
    "another key": edit_json("proof.json", set_to("key", Log(b"o" * 32).vkey)),
    "a key without its id": edit_json("proof.json", set_to("key", "test.example/log")),
    "a second signature": edit_bytes("checkpoint.txt", lambda d: d + d.split(b"\n")[-2] + b"\n"),
    "an extension line": edit_bytes("checkpoint.txt", lambda d: d.replace(b"\n\n", b"\nmore\n\n")),
    "a hyphen for a dash": edit_bytes("checkpoint.txt", lambda d: d.replace("\u2014".encode(), b"-")),
    "a size with a zero": edit_bytes("checkpoint.txt", lambda d: d.replace(b"\n5\n", b"\n05\n")),
    "another row selected": edit_bytes("selection.csv", lambda d: d.replace(b",1", b",2", 1)),
    "a file more": lambda files: files.update({"README.txt": b""}),
    "a folder": lambda files: files.update({"frame.csv/": b""}),
    "officers published": lambda files: files.update({"officers.csv": b""}),
    **{f"no {n}": lambda files, n=n: files.pop(n) for n in verifier.LIMITS},
}


def loosen(text):
    """Sets unused bits of the last group: the bytes stay the same. Without any: too much padding."""
    if text.endswith("="):
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        bare = text.rstrip("=")
        bent = bare[:-1] + alphabet[alphabet.index(bare[-1]) + 1] + "=" * (len(text) - len(bare))
        assert base64.b64decode(bent) == base64.b64decode(text)
        return bent
    return text + "===="


@pytest.mark.parametrize("what", MUTATIONS)
def test_a_mutation_is_found_and_named(what):
    files = honest_files(example_story())
    MUTATIONS[what](files)
    assert reason_of(zipped(files))


@pytest.mark.parametrize("name", sorted(set(verifier.LIMITS) - {"verify_draw.py"}))
def test_no_byte_of_any_file_can_be_changed(name):
    """Every position of the small files, a sample of the large ones; three kinds of change."""
    files = honest_files(example_story())
    original = files[name]
    numbers = random.Random(name)
    for at in sorted(numbers.sample(range(len(original)), min(25, len(original)))):
        changed = bytes([original[at] ^ (1 << numbers.randrange(8))])
        for bent in (
            original[:at] + changed + original[at + 1 :],
            original[:at] + original[at + 1 :],
            original[:at] + b" " + original[at:],
        ):
            if bent != original:
                files[name] = bent
                assert reason_of(zipped(files)), (at, bent)


def test_the_verifier_inside_the_bundle_may_differ():
    files = honest_files(example_story())
    files["verify_draw.py"] = b"# another\n"
    verifier.verify(io.BytesIO(zipped(files)))


def test_a_compressed_bundle_is_as_good():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in reversed(honest_files(example_story()).items()):
            archive.writestr(name, data)
    verifier.verify(target)


def test_a_file_that_comes_twice_is_found():
    target = io.BytesIO(zipped(honest_files(example_story())))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(target, "a") as archive:
        archive.writestr("frame.csv", b"")
    assert "重名" in reason_of(target.getvalue())


def test_a_bomb_is_not_unpacked():
    files = honest_files(example_story())
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data if name != "manifest.json" else b" " * (5 * 2**20))
    assert "过大" in reason_of(target.getvalue())


def test_a_file_with_one_endless_line_is_given_up_early():
    files = honest_files(example_story())
    files["frame.csv"] = b"unit_id,demand_id,stratum,q\n" + b"0" * 3_000_000
    assert "过长的行" in reason_of(zipped(files))


def test_garbage_ends_in_a_sentence_and_never_in_a_traceback():
    whole = zipped(honest_files(example_story()))
    numbers = random.Random(1)
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(numbers.choice([1, 1, 2, 20])):
            data[numbers.randrange(len(data))] = numbers.randrange(256)
        cut = numbers.choice([len(data), len(data), numbers.randrange(len(data))])
        try:
            verifier.verify(io.BytesIO(bytes(data[:cut])))
        except verifier.Rejected as reason:
            assert str(reason)


@pytest.mark.parametrize("garbage", [b"", b"PK", b"\0" * 99, "不是压缩包".encode(), b"PK\x05\x06" + b"\0" * 18])
def test_the_command_refuses_garbage_with_a_sentence(garbage, tmp_path):
    path = tmp_path / "bundle.zip"
    path.write_bytes(garbage)
    done = subprocess.run([sys.executable, "-I", VERIFIER, path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("不通过：")


HOSTILE = [
    b"[" * 100_000,
    b"9" * 100_000,
    b"1e999",
    b"NaN",
    b'"\\ud800"',
    b"null",
    b"[]",
    b"{}",
    b'{"a":1,"a":1}',
    b"\xff\xfe",
]


@pytest.mark.parametrize("name", ["manifest.json", "demands.json", "proof.json"])
@pytest.mark.parametrize("data", HOSTILE)
def test_hostile_json_ends_in_a_sentence(name, data):
    files = honest_files(example_story())
    files[name] = data
    assert reason_of(zipped(files))
    with pytest.raises(DrawInvalid):
        read_bundle(zipped(files))


@pytest.mark.parametrize("entry", HOSTILE)
def test_a_hostile_entry_ends_in_a_sentence(entry):
    log = Log()
    index = log.append(entry)
    files = example_story().files(log.proof(index), log.checkpoint())
    assert reason_of(zipped(files))


def test_json_output_is_one_line_with_the_reason(tmp_path):
    path = tmp_path / "bundle.zip"
    files = honest_files(example_story())
    for change, code in ((lambda: None, 0), (lambda: files.pop("proof.json"), 1)):
        change()
        path.write_bytes(zipped(files))
        done = subprocess.run(
            [sys.executable, "-I", VERIFIER, path, "--json"], capture_output=True, text=True, check=False
        )
        answer = json.loads(done.stdout)
        assert (done.returncode, answer["ok"], done.stdout.count("\n")) == (code, code == 0, 1)
        assert (answer["reason"] is None) == (code == 0)


def test_a_proof_of_a_single_entry_needs_no_path():
    log = Log()
    log.entries = []
    index = log.append(example_story().entry())
    assert log.proof(index) == Proof(example_story().entry(), 0, 1, (), log.vkey)
    verifier.verify(io.BytesIO(zipped(example_story().files(log.proof(index), log.checkpoint()))))
