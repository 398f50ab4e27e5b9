"""Draws and bundles for tests: a small log with a real key, an honest ceremony, and a way to bend it afterwards."""

import base64
import hashlib
import importlib.util
import json
import random
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tongjian.pure.sampling import (
    Beacon,
    Ceremony,
    DemandSpec,
    Exclusion,
    FrameRow,
    OfficerRow,
    Party,
    Proof,
    commitment,
    committed_data,
    freeze,
    run_draw,
    seed,
)
from tongjian.pure.sampling.bundle import manifest_bytes, proof_bytes, zip_bytes
from tongjian.pure.sampling.canonical import write_json

VERIFIER = Path(__file__).resolve().parents[2] / "verify_draw.py"


def load_verifier():
    spec = importlib.util.spec_from_file_location("verify_draw", VERIFIER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def unit(number):
    return hashlib.sha256(f"unit {number}".encode()).hexdigest()[:32]


def sha(data):
    return hashlib.sha256(data).digest()


class Log:
    """A transparency log with some entries of its own before and after ours."""

    def __init__(self, key_seed=b"k" * 32, origin="test.example/log"):
        self.origin = origin
        self.key = Ed25519PrivateKey.from_private_bytes(key_seed)
        self.entries = [json.dumps({"action": "other", "n": n}, separators=(",", ":")).encode() for n in range(3)]

    @property
    def public(self):
        return self.key.public_key().public_bytes_raw()

    @property
    def key_id(self):
        return sha(self.origin.encode() + b"\n\x01" + self.public)[:4]

    @property
    def vkey(self):
        key = base64.b64encode(b"\x01" + self.public).decode()
        return f"{self.origin}+{self.key_id.hex()}+{key}"

    def append(self, entry):
        self.entries.append(entry)
        return len(self.entries) - 1

    def checkpoint(self):
        root = base64.b64encode(self._root(self.entries)).decode()
        body = f"{self.origin}\n{len(self.entries)}\n{root}\n"
        return self.sign(body)

    def sign(self, body):
        signature = base64.b64encode(self.key_id + self.key.sign(body.encode())).decode()
        return f"{body}\n\u2014 {self.origin} {signature}\n".encode()

    def proof(self, index):
        path = [h.hex() for h in self._path(index, self.entries)]
        return Proof(self.entries[index], index, len(self.entries), tuple(path), self.vkey)

    def _root(self, entries):
        if len(entries) == 1:
            return sha(b"\0" + entries[0])
        k = self._split(entries)
        return sha(b"\1" + self._root(entries[:k]) + self._root(entries[k:]))

    def _path(self, index, entries):
        if len(entries) == 1:
            return []
        k = self._split(entries)
        if index < k:
            return [*self._path(index, entries[:k]), self._root(entries[k:])]
        return [*self._path(index - k, entries[k:]), self._root(entries[:k])]

    @staticmethod
    def _split(entries):
        k = 1
        while k * 2 < len(entries):
            k *= 2
        return k


@dataclass(frozen=True)
class Story:
    """Everything that goes into a draw. `secrets`: nonce by agency; `held_by` by agency, where not the agency."""

    demands: tuple
    rows: tuple
    exclusions: tuple = ()
    officers: tuple = ()
    secrets: dict = field(default_factory=lambda: {"fire": b"\1" * 32, "market": b"\2" * 32})
    held_by: dict = field(default_factory=dict)
    draw: str = "2026-joint"
    version: int = 1
    supersedes: str | None = None
    cycle: str = "2026年度"
    frozen_at: str = "2026-01-05T08:00:00Z"
    beacon: Beacon | None = None

    def ceremony(self):
        parties = [
            Party(
                agency,
                commitment(self.draw, self.version, agency, nonce),
                self.held_by.get(agency, "agency"),
                nonce.hex(),
            )
            for agency, nonce in self.secrets.items()
        ]
        return Ceremony(
            self.draw, self.version, self.supersedes, self.cycle, self.frozen_at, tuple(parties), self.beacon
        )

    def frozen(self):
        return freeze(self.demands, self.rows, self.exclusions, self.officers)

    def entry(self):
        data = committed_data(self.ceremony(), self.frozen().hashes)
        return write_json({"action": "draw.committed", "at": "2026-01-06T00:00:00Z", "data": data})

    def files(self, proof, checkpoint):
        """All files of the bundle, every hash, seed and selection computed from this story."""
        ceremony, frozen = self.ceremony(), self.frozen()
        number = seed(ceremony, frozen.hashes)
        selection = run_draw(frozen, number)
        return {
            "manifest.json": manifest_bytes(ceremony, frozen.hashes, number, selection.sha256),
            "demands.json": frozen.demands,
            "frame.csv": frozen.frame,
            "exclusions.csv": frozen.exclusions,
            "selection.csv": selection.csv,
            "proof.json": proof_bytes(proof),
            "checkpoint.txt": checkpoint,
            "verify_draw.py": VERIFIER.read_bytes(),
        }


def commit(story, log):
    """Writes the entry and publishes the checkpoint: from now on nothing may change."""
    index = log.append(story.entry())
    log.append(b'{"action":"later"}')
    return log.proof(index), log.checkpoint()


def honest_files(story, log=None):
    return story.files(*commit(story, log or Log()))


def zipped(files):
    return zip_bytes(files)


def example_story(**changes):
    """Three departments, four demands of all kinds, strata, exclusions, officers, a beacon."""
    numbers = random.Random(7)
    demands = (
        DemandSpec("market-food", "market", ("0101", "0102"), "fixed", {"c140105": 3, "c140106": 2}),
        DemandSpec("market-ads", "market", ("0103",), "poisson"),
        DemandSpec("fire-halls", "fire", ("0201",), "fixed", {"all": 4}),
        DemandSpec("health-pools", "health", ("0301",), "census"),
    )
    rows = []
    for n in range(30):
        rows.append(FrameRow(unit(n), "market-food", "c140105" if n % 2 else "c140106"))
        rows.append(FrameRow(unit(n), "market-ads", "all", numbers.randint(1, 10**9)))
        if n % 3 == 0:
            rows.append(FrameRow(unit(n), "fire-halls", "all"))
        if n % 10 == 0:
            rows.append(FrameRow(unit(n), "health-pools", "all"))
    exclusions = (Exclusion(unit(40), "market-food", "checked-3m"), Exclusion(unit(1), "fire-halls", 'a,"b"'))
    officers = tuple(
        OfficerRow(
            unit(100 + n),
            "market",
            frozenset({"140100"}),
            frozenset({"0101"}),
            frozenset({unit(n)}),
            9,
            "2027-01-01",
        )
        for n in range(4)
    )
    story = Story(demands, tuple(rows), exclusions, officers, beacon=Beacon("drand", "123", "abcdef"))
    return replace(story, **changes)
