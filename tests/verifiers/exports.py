"""Exports (tongjian-ledger/1) made in memory, every part of which can be bent before it is written."""

import base64
import io
import json
import zipfile

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tongjian.pure import tlog

ORIGIN = "log.example"


def pair(seed, origin=ORIGIN):
    """(private key, vkey)"""
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    return private, tlog.vkey(origin, private.public_key().public_bytes_raw())


class Export:
    """`notes` are the signed checkpoints by size; `manifest` overrides what the manifest would truthfully say."""

    def __init__(self, count=9, sealed=(2, 5, 9), *, seed=1, origin=ORIGIN):
        self.origin = origin
        self.private, self.key = pair(seed, origin)
        self.entries = [self.entry(n=number, 文="说明·Ltd") for number in range(count)]
        self.manifest = {}
        self.seal(sealed)

    @staticmethod
    def entry(**data):
        return rfc8785.dumps({"action": "sample.noted", "data": data})

    def hand_over(self, index, seed, by):
        """Puts a hand-over to the key of `seed`, signed by that of `by`, in the place of an entry; seal afterwards."""
        old, old_key = pair(by, self.origin)
        _, new_key = pair(seed, self.origin)
        signature = base64.b64encode(old.sign(tlog.hand_over_text(old_key, new_key))).decode()
        data = {"vkey": new_key, "signature": signature}
        subject = {"kind": "ledger.signingkey", "id": "2"}
        self.entries[index] = rfc8785.dumps({"action": "ledger.key_handed_over", "subject": subject, "data": data})

    def seal(self, sealed):
        """Leaves, roots and signatures anew, as the holder of the key could."""
        self.leaves = [tlog.leaf_hash(entry).hex() for entry in self.entries]
        roots = {size: tlog.root([bytes.fromhex(leaf) for leaf in self.leaves[:size]]) for size in sealed}
        self.notes = {
            size: tlog.sign_checkpoint(self.key, size, root, self.private.sign) for size, root in roots.items()
        }

    def sign_again(self, size, seed):
        private, key = pair(seed, self.origin)
        root = tlog.root([bytes.fromhex(leaf) for leaf in self.leaves[:size]])
        self.notes[size] = tlog.sign_checkpoint(key, size, root, private.sign)

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
