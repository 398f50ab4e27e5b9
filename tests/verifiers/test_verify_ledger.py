"""`verify_ledger.py`, run as outsiders run it, on honest and on forged exports."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

import verify_ledger
from tongjian.pure import tlog

SCRIPT = Path(verify_ledger.__file__)


class Log:
    """An export in the making; every part can be bent before it is written."""

    def __init__(self, count=9, sealed=(2, 5, 9), origin="log.example"):
        self.private = Ed25519PrivateKey.generate()
        self.key = tlog.vkey(origin, self.private.public_key().public_bytes_raw())
        self.entries = [
            rfc8785.dumps({"action": "sample.noted", "data": {"n": n, "文": "说明·Ltd"}}) for n in range(count)
        ]
        self.seal(sealed)

    def seal(self, sealed):
        self.leaves = [tlog.leaf_hash(entry) for entry in self.entries]
        self.notes = {
            size: tlog.sign_checkpoint(self.key, size, tlog.root(self.leaves[:size]), self.private.sign)
            for size in sealed
        }

    def write(self, path, size=None):
        manifest = {"format": "tongjian-ledger/1", "origin": self.key.split("+")[0], "algorithm": "sha256"}
        manifest |= {"size": len(self.entries) if size is None else size, "key": self.key}
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("manifest.json", json.dumps(manifest))
            archive.writestr("entries.jsonl", b"".join(entry + b"\n" for entry in self.entries))
            archive.writestr("leaves.txt", "".join(leaf.hex() + "\n" for leaf in self.leaves))
            rows = [json.dumps({"size": size, "note": note}) for size, note in sorted(self.notes.items())]
            archive.writestr("checkpoints.jsonl", "".join(row + "\n" for row in rows))
        return path


def run(path, *options):
    command = [sys.executable, "-I", str(SCRIPT), str(path), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == "" or done.returncode == 2, done.stderr
    return done.returncode, done.stdout


def test_an_honest_export_is_intact(tmp_path):
    log = Log()
    (tmp_path / "held.txt").write_text(log.notes[5])
    path = log.write(tmp_path / "export.zip")
    assert run(path)[0] == 0
    assert "--key" in run(path)[1]
    assert run(path, "--key", log.key, "--checkpoint", str(tmp_path / "held.txt")) == (
        0,
        f"完好：9 条，检查点 3 个。公钥 {log.key}\n",
    )


def change(log):
    log.entries[6] = log.entries[6].replace(b'"n":6', b'"n":7')


def change_with_its_leaf(log):
    change(log)
    log.leaves[6] = tlog.leaf_hash(log.entries[6])


def remove(log):
    del log.entries[6]


def remove_with_its_leaf(log):
    del log.entries[6], log.leaves[6]


def swap(log):
    for rows in (log.entries, log.leaves):
        rows[6], rows[7] = rows[7], rows[6]


def insert(log):
    log.entries.insert(6, log.entries[0])
    log.leaves.insert(6, log.leaves[0])


def cut(log):
    del log.entries[7:], log.leaves[7:]


def cut_with_checkpoint(log):
    cut(log)
    del log.notes[9]


def respell(log):
    log.entries[6] = log.entries[6].replace(b",", b", ")
    log.leaves[6] = tlog.leaf_hash(log.entries[6])


def forge_signature(log):
    log.notes[9] = log.notes[9][:-20] + "AAAA" + log.notes[9][-16:]


@pytest.mark.parametrize(
    ("bend", "said"),
    [
        (change, "第 6 条"),
        (change_with_its_leaf, "第 5 至 8 条之间"),
        (remove, "第 6 条"),
        (remove_with_its_leaf, "第 5 至 8 条之间有条目被删除"),
        (swap, "第 5 至 8 条之间"),
        (insert, "第 5 至 8 条之间"),
        (cut, "第 5 至 8 条之间有条目被删除"),
        (cut_with_checkpoint, "从第 5 条起无法证明"),
        (respell, "第 6 条不是规范格式"),
        (forge_signature, "检查点"),
    ],
)
def test_whatever_was_bent_is_found_and_placed(bend, said, tmp_path):
    log = Log()
    bend(log)
    code, output = run(log.write(tmp_path / "export.zip"))
    assert (code, said in output) == (1, True), output


def test_a_wholly_new_log_is_caught_by_the_key_or_the_checkpoint_one_holds(tmp_path):
    honest, forged = Log(), Log()
    change(forged)
    forged.seal((2, 5, 9))
    path = forged.write(tmp_path / "export.zip")
    (tmp_path / "held.txt").write_text(honest.notes[9])
    assert run(path)[0] == 0
    assert run(path, "--key", honest.key)[0] == 1
    assert run(path, "--checkpoint", str(tmp_path / "held.txt"))[0] == 1


def test_the_owner_of_the_key_cannot_rewrite_what_somebody_witnessed(tmp_path):
    log = Log()
    (tmp_path / "held.txt").write_text(log.notes[9])
    change(log)
    log.seal((2, 5, 9))
    path = log.write(tmp_path / "export.zip")
    assert run(path, "--key", log.key)[0] == 0
    assert run(path, "--key", log.key, "--checkpoint", str(tmp_path / "held.txt"))[0] == 1


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"not a zip"])
def test_what_is_no_export_gets_a_sentence(content, tmp_path):
    (tmp_path / "export.zip").write_bytes(content)
    assert run(tmp_path / "export.zip")[0] == 1


def test_wrong_usage_is_told_apart():
    assert run("export.zip", "--no-such-option")[0] == 2


@given(st.binary(max_size=200))
def test_signatures_agree_with_the_library(message):
    private = Ed25519PrivateKey.generate()
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert verify_ledger.is_signed(public, message, signature)
    assert not verify_ledger.is_signed(public, message + b"x", signature)
    assert not verify_ledger.is_signed(public, message, signature[:63] + bytes([signature[63] ^ 1]))


@pytest.mark.django_db
def test_the_systems_own_export_is_intact_and_a_change_behind_its_back_is_not(tmp_path):
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
