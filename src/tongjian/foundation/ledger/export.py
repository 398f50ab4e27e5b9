"""The whole log as one file that `verify_ledger.py` checks without this application (tongjian-ledger/1).

A zip of `manifest.json`, `entries.jsonl` (the bytes of each leaf, in order), `leaves.txt` (their hashes as hex) and
`checkpoints.jsonl` (every signed checkpoint up to the size of the export).
The key in the manifest is the one the log began with.
"""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from tongjian.foundation.ledger.keys import first_vkey
from tongjian.foundation.ledger.models import Checkpoint, Leaf
from tongjian.foundation.ledger.queries import latest_checkpoint
from tongjian.foundation.ledger.trail import canonical_bytes

FORMAT = "tongjian-ledger/1"
_CHUNK = 2_000


def write_export(path: Path, progress: Callable[[int], object] = lambda count: None) -> int:
    """Writes the log up to the newest checkpoint and returns how many entries; memory stays bounded."""
    newest = latest_checkpoint()
    size = newest.size if newest else 0
    key = first_vkey()
    origin = key.split("+", 1)[0]
    manifest = {"format": FORMAT, "origin": origin, "algorithm": "sha256", "size": size, "key": key}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(manifest, sort_keys=True, separators=(",", ":")))
        leaves = Leaf.objects.filter(index__lt=size).order_by("index")
        with archive.open("entries.jsonl", "w", force_zip64=True) as file:
            for leaf in leaves.select_related("entry").iterator(chunk_size=_CHUNK):
                file.write(canonical_bytes(leaf.entry) + b"\n")
                progress(1)
        with archive.open("leaves.txt", "w", force_zip64=True) as file:
            for digest in leaves.values_list("hash", flat=True).iterator(chunk_size=_CHUNK):
                file.write(digest.encode() + b"\n")
        with archive.open("checkpoints.jsonl", "w", force_zip64=True) as file:
            checkpoints = Checkpoint.objects.filter(size__lte=size).order_by("size")
            for at, note in checkpoints.values_list("size", "note").iterator(chunk_size=_CHUNK):
                file.write(json.dumps({"note": note, "size": at}, ensure_ascii=False).encode() + b"\n")
    return size
