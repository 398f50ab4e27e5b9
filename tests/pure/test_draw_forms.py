"""Files that were malformed before they were committed: every hash, the entry and the proof fit, the form does not."""

import io
import json
from dataclasses import replace

import pytest

from tests.pure.bundles import Log, example_story, load_verifier, unit, zipped
from tongjian.pure.sampling import DrawInvalid, Hashes, committed_data, draw_pool, read_bundle, seed
from tongjian.pure.sampling.bundle import manifest_bytes, proof_bytes
from tongjian.pure.sampling.canonical import write_json
from tongjian.pure.sampling.freezing import sha256_hex

verifier = load_verifier()
NAMES = {"frame": "frame.csv", "demands": "demands.json", "exclusions": "exclusions.csv"}


def commit_raw(name=None, change=lambda data: data):
    """An honest ceremony over the example's files, one of which was changed first."""
    story, log = example_story(), Log()
    frozen = story.frozen()
    raw = {part: getattr(frozen, part) for part in NAMES}
    if name:
        raw[name] = change(raw[name])
        assert raw[name] != getattr(frozen, name)
    hashes = Hashes(officers=frozen.hashes.officers, **{part: sha256_hex(data) for part, data in raw.items()})
    ceremony = story.ceremony()
    index = log.append(write_json({"action": "draw.committed", "data": committed_data(ceremony, hashes)}))
    number = seed(ceremony, hashes)
    selection = draw_pool(frozen.pool, number)
    return zipped(
        {
            "manifest.json": manifest_bytes(ceremony, hashes, number, selection.sha256),
            "selection.csv": selection.csv,
            "proof.json": proof_bytes(log.proof(index)),
            "checkpoint.txt": log.checkpoint(),
            "verify_draw.py": b"",
            **{NAMES[part]: data for part, data in raw.items()},
        }
    )


def lines(change):
    def edit(data):
        head, *rows = data.decode().split("\n")[:-1]
        return ("\n".join(change([head, *rows])) + "\n").encode()

    return edit


def parsed(change):
    def edit(data):
        value = json.loads(data)
        change(value)
        return write_json(value)

    return edit


def first_row(data, old, new):
    assert old in data
    return data.replace(old, new, 1)


CSV = {
    "CRLF": lambda d: d.replace(b"\n", b"\r\n"),
    "BOM": lambda d: b"\xef\xbb\xbf" + d,
    "no last line end": lambda d: d[:-1],
    "an empty line": lambda d: d + b"\n",
    "rows swapped": lines(lambda ls: [ls[0], ls[2], ls[1], *ls[3:]]),
    "a row twice": lines(lambda ls: [*ls, ls[-1]]),
    "a column more": lines(lambda ls: [line + "," for line in ls]),
    "a column less": lines(lambda ls: [line.rpartition(",")[0] for line in ls]),
    "another header": lambda d: d.replace(b"unit_id", b"unit", 1),
    "quotes that are not needed": lines(lambda ls: [ls[0], '"' + ls[1].replace(",", '",', 1), *ls[2:]]),
    "a blank": lines(lambda ls: [ls[0], " " + ls[1], *ls[2:]]),
    "a unit in capitals": lines(lambda ls: [ls[0], "A" * 32 + ls[1][32:], *ls[2:]]),
    "a short unit": lines(lambda ls: [ls[0], ls[1][1:], *ls[2:]]),
    "an unknown demand": lines(lambda ls: [*ls, "f" * 32 + ",nobody," + ls[-1].split(",", 2)[2]]),
    "empty": lambda d: b"",
    "not UTF-8": lambda d: d[:-1] + b"\xff\n",
}
FRAME = {
    "a probability of zero": lambda d: first_row(d, b",market-ads,all,", b",market-ads,all,0"),
    "no probability": lines(lambda ls: [line.rpartition(",")[0] + "," for line in ls]),
    "a probability above one": lambda d: first_row(d, b",market-ads,all,", b",market-ads,all,9999999999"),
    "a probability for a fixed demand": lambda d: first_row(d, b",fire-halls,all,", b",fire-halls,all,5"),
    "a stratum without a size": lambda d: first_row(d, b",fire-halls,all,", b",fire-halls,none,"),
    "an empty stratum": lambda d: first_row(d, b",health-pools,all,", b",health-pools,,"),
    "an excluded unit": lines(
        lambda ls: [ls[0], *sorted([*ls[1:], f"{unit(1)},fire-halls,all,"], key=lambda line: line.split(",")[:2])]
    ),
}
EXCLUSIONS = {
    "an empty reason": lambda d: first_row(d, b",checked-3m\n", b",\n"),
    "quotes around a plain reason": lambda d: first_row(d, b",checked-3m\n", b',"checked-3m"\n'),
    "a lone quote": lambda d: first_row(d, b",checked-3m\n", b',"checked-3m\n'),
    "a control character": lambda d: first_row(d, b",checked-3m\n", b",checked\t3m\n"),
}
DEMANDS = {
    "not an array": lambda d: b"{}",
    "reversed": parsed(lambda v: v.reverse()),
    "twice": parsed(lambda v: v.insert(0, v[0])),
    "a key more": parsed(lambda v: v[0].update(more=1)),
    "a key less": parsed(lambda v: v[0].pop("items")),
    "another method": parsed(lambda v: v[0].update(method="any")),
    "items not sorted": parsed(lambda v: v[-1]["items"].reverse()),
    "an item twice": parsed(lambda v: v[-1]["items"].append(v[-1]["items"][-1])),
    "an item that is a number": parsed(lambda v: v[0].update(items=[1])),
    "items that are an object": parsed(lambda v: v[0].update(items={})),
    "sizes for a census": parsed(lambda v: next(x for x in v if x["method"] == "census").update(sizes={"all": 1})),
    "a size for a stratum that is not there": parsed(lambda v: v[0]["sizes"].update(none=1)),
    "a size missing": parsed(lambda v: v[0]["sizes"].clear()),
    "a size that is text": parsed(lambda v: v[0]["sizes"].update(all="4")),
    "a size that is true": parsed(lambda v: v[0]["sizes"].update(all=True)),
    "a size below zero": parsed(lambda v: v[0]["sizes"].update(all=-1)),
    "sizes that are a list": parsed(lambda v: v[0].update(sizes=[])),
    "a demand that is a number": parsed(lambda v: v.insert(0, 1)),
    "an id with a blank": parsed(lambda v: v[0].update(id="a b")),
    "an agency that is none": parsed(lambda v: v[0].update(agency="")),
    "pretty": lambda d: json.dumps(json.loads(d), indent=1).encode(),
    "a float": lambda d: d.replace(b'"all":4', b'"all":4.0'),
    "a line end": lambda d: d + b"\n",
}
CASES = [
    *(("frame", what, change) for what, change in {**CSV, **FRAME}.items()),
    *(("exclusions", what, change) for what, change in {**CSV, **EXCLUSIONS}.items()),
    *(("demands", what, change) for what, change in DEMANDS.items()),
]


def test_the_example_itself_is_well_formed():
    data = commit_raw()
    verifier.verify(io.BytesIO(data))
    read_bundle(data)


@pytest.mark.parametrize(("name", "what", "change"), CASES, ids=[f"{name}: {what}" for name, what, _ in CASES])
def test_a_malformed_file_is_refused_by_both_although_every_hash_fits(name, what, change):
    data = commit_raw(name, change)
    with pytest.raises(verifier.Rejected) as caught:
        verifier.verify(io.BytesIO(data))
    assert "摘要" not in str(caught.value), what
    assert "不一致（第" not in str(caught.value), what
    with pytest.raises(DrawInvalid) as refused:
        read_bundle(data)
    assert "抽取结果与重新计算的不一致" not in str(refused.value), what


@pytest.mark.parametrize(
    "changes",
    [{"version": 3, "supersedes": "2026-joint-v1"}, {"version": 2, "supersedes": "2026-joint-v1"}, {"beacon": None}],
)
def test_later_versions_and_draws_without_a_beacon_are_well_formed(changes):
    story, log = replace(example_story(), **changes), Log()
    index = log.append(story.entry())
    data = zipped(story.files(log.proof(index), log.checkpoint()))
    verifier.verify(io.BytesIO(data), log.vkey)
    assert read_bundle(data).ceremony == story.ceremony()
