"""Exports (tongjian-ledger/1) made in memory, every part of which can be bent before it is written."""

import io
import json
import zipfile

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tongjian.pure import tlog

ORIGIN = "log.example"


class Export:
    """`notes` are the signed checkpoints by size; `manifest` overrides what the manifest would truthfully say."""

    def __init__(self, count=9, sealed=(2, 5, 9), *, seed=1, origin=ORIGIN):
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.key = tlog.vkey(origin, self.private.public_key().public_bytes_raw())
        self.entries = [self.entry(n=number, 文="说明·Ltd") for number in range(count)]
        self.manifest = {}
        self.seal(sealed)

    @staticmethod
    def entry(**data):
        return rfc8785.dumps({"action": "sample.noted", "data": data})

    def seal(self, sealed):
        """Leaves, roots and signatures anew, as the holder of the key could."""
        self.leaves = [tlog.leaf_hash(entry).hex() for entry in self.entries]
        roots = {size: tlog.root([bytes.fromhex(leaf) for leaf in self.leaves[:size]]) for size in sealed}
        self.notes = {
            size: tlog.sign_checkpoint(self.key, size, root, self.private.sign) for size, root in roots.items()
        }

    def members(self):
        truth = {"format": "tongjian-ledger/1", "origin": self.key.split("+")[0], "algorithm": "sha256"}
        truth |= {"size": len(self.entries), "key": self.key} | self.manifest
        rows = [json.dumps({"size": size, "note": note}, ensure_ascii=False) for size, note in self.notes.items()]
        return {
            "manifest.json": json.dumps(truth).encode(),
            "entries.jsonl": b"".join(entry + b"\n" for entry in self.entries),
            "leaves.txt": "".join(leaf + "\n" for leaf in self.leaves).encode(),
            "checkpoints.jsonl": "".join(row + "\n" for row in rows).encode(),
        }


def packed(members):
    """The zip of (name, content) pairs or of a mapping."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()
