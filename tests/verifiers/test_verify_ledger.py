"""`verify_ledger.py`, run as outsiders run it, on honest exports."""

import hashlib
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

import verify_ledger
from tests.verifiers.exports import Export, packed
from tongjian.pure import tlog
from tongjian.pure.tlog.ed25519 import is_signed

SCRIPT = Path(verify_ledger.__file__)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def run(*arguments):
    command = [sys.executable, "-I", str(SCRIPT), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == "" or done.returncode == 2, done.stderr
    return done.returncode, done.stdout or done.stderr


@pytest.fixture
def honest(tmp_path):
    export = Export()
    (tmp_path / "export.zip").write_bytes(packed(export.members()))
    (tmp_path / "held.txt").write_text(export.notes[5], encoding="utf-8")
    return export


def test_an_honest_export_is_intact(tmp_path, honest):
    done = run(tmp_path / "export.zip", "--key", honest.key, "--checkpoint", tmp_path / "held.txt")
    assert done == (0, f"完好：9 条，检查点 3 个。公钥 {honest.key}\n")


def test_without_key_and_checkpoint_it_says_what_was_not_proved(tmp_path, honest):
    code, output = run(tmp_path / "export.zip")
    assert (code, "--key" in output, "--checkpoint" in output) == (0, True, True)


def test_a_broken_export_is_told_in_a_sentence(tmp_path):
    (tmp_path / "export.zip").write_bytes(b"not a zip")
    assert run(tmp_path / "export.zip") == (1, "不完好：不是完整的导出文件（BadZipFile）。\n")


def test_wrong_usage_is_told_apart(tmp_path, honest):
    good, no_note, binary = (tmp_path / name for name in ("export.zip", "note.txt", "binary.txt"))
    no_note.write_text("not a checkpoint")
    binary.write_bytes(b"\xff\xfe")
    for arguments, said in (
        ([], "export"),
        ([good, "--no-such-option"], "--no-such-option"),
        ([tmp_path / "missing.zip"], "打不开导出文件"),
        ([good, "--checkpoint", tmp_path / "missing.txt"], "打不开检查点文件"),
        ([good, "--checkpoint", no_note], "不是检查点"),
        ([good, "--checkpoint", binary], "不是检查点"),
        ([good, "--key", "nonsense"], "不是验证公钥"),
        ([good, "--key", ""], "不是验证公钥"),
    ):
        code, output = run(*arguments)
        assert (code, said in output) == (2, True), output


def test_a_checkpoint_saved_by_a_windows_editor_is_understood(tmp_path, honest):
    (tmp_path / "held.txt").write_bytes(b"\xef\xbb\xbf" + honest.notes[5].replace("\n", "\r\n").encode())
    assert run(tmp_path / "export.zip", "--checkpoint", tmp_path / "held.txt")[0] == 0


@pytest.mark.parametrize("sealed", [(0, 9), (9,), tuple(range(1, 10))])
def test_every_spacing_of_checkpoints_is_intact(tmp_path, sealed):
    (tmp_path / "export.zip").write_bytes(packed(Export(sealed=sealed).members()))
    assert verify_ledger.verify(tmp_path / "export.zip")[:2] == (9, len(sealed))


def test_memory_does_not_grow_with_the_log(tmp_path):
    export = Export(30_000, (10_000, 30_000))
    members = export.members()
    (tmp_path / "export.zip").write_bytes(packed(members))
    tracemalloc.start()
    try:
        verify_ledger.verify(tmp_path / "export.zip")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < len(members["entries.jsonl"]) / 2


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_its_roots_are_those_of_the_application(contents):
    theirs, ours = verify_ledger.GrowingRoot(), tlog.GrowingRoot()
    for content in contents:
        assert verify_ledger.leaf_hash(content) == tlog.leaf_hash(content)
        theirs.append(tlog.leaf_hash(content))
        ours.append(tlog.leaf_hash(content))
        assert theirs.root() == ours.root()
    assert theirs.root() == tlog.root([tlog.leaf_hash(content) for content in contents])


@given(st.binary(max_size=200), st.integers(0, 511))
def test_its_signatures_are_those_of_the_application_and_the_library(message, bit):
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(message).digest())
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    bent = (int.from_bytes(signature, "little") ^ 1 << bit).to_bytes(64, "little")
    for check in (verify_ledger.is_signed, is_signed):
        assert check(public, message, signature)
        assert not check(public, message + b"x", signature)
        assert not check(public, message, bent)


@given(st.integers(0, 10**19 - 1), st.binary(min_size=32, max_size=32))
def test_its_checkpoints_are_those_of_the_application(size, root):
    export = Export(0, ())
    note = tlog.sign_checkpoint(export.key, size, root, export.private.sign)
    assert verify_ledger.read_key(export.key) == tlog.parse_vkey(export.key)
    body = tlog.verify_checkpoint(export.key, note)
    assert verify_ledger.read_checkpoint(note, tlog.parse_vkey(export.key), "") == (body.size, body.root)


@given(st.dictionaries(st.text(), JSON, max_size=6))
def test_whatever_the_ledger_may_write_is_canonical(value):
    assert verify_ledger.is_canonical(rfc8785.dumps(value))


@pytest.mark.parametrize(
    "number",
    [
        "0", "-1", "1.5", "-0.1", "1e+21", "100000000000000000000", "1e-7", "0.000001", "1.25e-9", "5e-324",
        "1.7976931348623157e+308", "333333333.3333333", "9007199254740992", "1234567890123456", "-1.5e+300",
    ],
)  # fmt: skip
def test_numbers_are_canonical_as_ecmascript_writes_them(number):
    assert verify_ledger.is_canonical(f'{{"a":{number}}}'.encode())


@pytest.mark.parametrize(
    "text",
    [
        "", "5", "[]", '"a"', "null", "{", '{"a":1}x', '{"a":1.0}', '{"a":-0}', '{"a":1E5}', '{"a":100000.0}',
        '{"a":1e21}', '{"a":1e+20}', '{"a":0.0000001}', '{"a":9007199254740993}', '{"a":1e999}', '{"a":NaN}',
        '{"a":-Infinity}', '{"a": 1}', '{"b":1,"a":1}', '{"a":1,"a":1}', '{"a":"\\u0061"}', '{"a":"\\/"}',
        '{"a":"\\ud800"}', '{"\ue000":1,"\U00010000":1}', "[" * 100_000, '{"a":' * 100_000,
        '{"a":' + "9" * 100_000 + "}", "\ufeff{}", "{}\r", " {}",
    ],
    ids=range(31),
)  # fmt: skip
def test_any_other_spelling_is_not(text):
    assert not verify_ledger.is_canonical(text.encode("utf-8", "surrogatepass"))


def test_keys_beyond_the_basic_plane_stand_in_utf_16_order():
    assert verify_ledger.is_canonical('{"\U00010000":1,"\ue000":1}'.encode())


@pytest.mark.django_db
def test_the_systems_own_export_is_intact(tmp_path):
    from tongjian.foundation.kernel.actor import Actor
    from tongjian.foundation.ledger.export import write_export
    from tongjian.foundation.ledger.keys import log_key
    from tongjian.foundation.ledger.operations import seal_entries
    from tongjian.foundation.rulebook.operations import load_reference

    load_reference(actor=Actor.system("测试", "rulebook.load"))
    seal_entries(actor=Actor.system("测试", "ledger.seal"))
    path = tmp_path / "export.zip"
    assert write_export(path) == 1
    assert run(path, "--key", log_key().vkey)[0] == 0
