"""bundle.zip: everything that anyone needs to recompute a draw. The same content gives the same bytes."""

import base64
import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from tongjian.pure.sampling.canonical import Json, read_base64, read_json, require_hex64, require_integer, write_json
from tongjian.pure.sampling.ceremony import FORMAT, Beacon, Ceremony, Party, header_bytes, seed
from tongjian.pure.sampling.errors import DrawInvalid
from tongjian.pure.sampling.freezing import FrozenFiles, Hashes, Pool, read_pool, sha256_hex
from tongjian.pure.sampling.selection import Selection, draw_pool

NAMES = (
    "manifest.json",
    "demands.json",
    "frame.csv",
    "exclusions.csv",
    "selection.csv",
    "proof.json",
    "checkpoint.txt",
    "verify_draw.py",
)
HASH_NAMES = ("frame", "demands", "exclusions", "officers")
MANIFEST_KEYS = {
    "format", "draw", "version", "supersedes", "cycle", "frozen_at", "parties", "beacon", "frame_sha256",
    "demands_sha256", "exclusions_sha256", "officers_sha256", "seed", "selection_sha256",
}  # fmt: skip
MOST_BYTES = 4 * 2**30
ENTRY_ACTION = "draw.committed"


@dataclass(frozen=True)
class Proof:
    """That the ledger entry `entry` (canonical bytes) is leaf `index` of the tree of `size`; `key`: vkey."""

    entry: bytes
    index: int
    size: int
    hashes: tuple[str, ...]
    key: str


@dataclass(frozen=True, eq=False)
class Bundle:
    """A published draw whose arithmetic was recomputed and found right."""

    ceremony: Ceremony
    hashes: Hashes
    seed: bytes
    pool: Pool
    selection: Selection
    proof: Proof
    checkpoint: bytes
    verifier: bytes


def committed_data(ceremony: Ceremony, hashes: Hashes) -> dict[str, str]:
    """`data` of the ledger entry draw.committed: the five hashes, and that of matching.json where there is one."""
    matching = {"matching_sha256": hashes.matching} if hashes.matching else {}
    frozen = {f"{name}_sha256": getattr(hashes, name) for name in HASH_NAMES}
    return {"header_sha256": sha256_hex(header_bytes(ceremony, hashes)), **frozen, **matching}


def manifest_bytes(ceremony: Ceremony, hashes: Hashes, seed: bytes, selection_sha256: str) -> bytes:
    beacon: Json = None
    if found := ceremony.beacon:
        beacon = {"source": found.source, "round": found.round, "value": found.value}
    return write_json(
        {
            "format": FORMAT,
            "draw": ceremony.draw,
            "version": ceremony.version,
            "supersedes": ceremony.supersedes,
            "cycle": ceremony.cycle,
            "frozen_at": ceremony.frozen_at,
            "parties": [
                {"agency": p.agency, "commitment": p.commitment, "held_by": p.held_by, "nonce": p.nonce}
                for p in ceremony.parties
            ],
            "beacon": beacon,
            **{f"{name}_sha256": getattr(hashes, name) for name in HASH_NAMES},
            "seed": seed.hex(),
            "selection_sha256": selection_sha256,
        }
    )


def proof_bytes(proof: Proof) -> bytes:
    return write_json(
        {
            "entry": base64.b64encode(proof.entry).decode(),
            "index": proof.index,
            "size": proof.size,
            "hashes": proof.hashes,
            "key": proof.key,
        }
    )


def write_bundle(
    ceremony: Ceremony,
    frozen: FrozenFiles,
    selection: Selection,
    *,
    proof: Proof,
    checkpoint: bytes,
    verifier: bytes,
) -> bytes:
    """`checkpoint`: the signed note published with draw.committed; `verifier`: the bytes of verify_draw.py.

    Raises DrawInvalid when a party has not revealed.
    """
    number = seed(ceremony, frozen.hashes)
    content = {
        "manifest.json": manifest_bytes(ceremony, frozen.hashes, number, selection.sha256),
        "demands.json": frozen.demands,
        "frame.csv": frozen.frame,
        "exclusions.csv": frozen.exclusions,
        "selection.csv": selection.csv,
        "proof.json": proof_bytes(proof),
        "checkpoint.txt": checkpoint,
        "verify_draw.py": verifier,
    }
    return zip_bytes(content)


def zip_bytes(content: dict[str, bytes]) -> bytes:
    """Uncompressed, so that no version of a compressor can change a byte."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in content.items():
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.create_system, member.external_attr = 3, 0o644 << 16
            archive.writestr(member, data)
    return target.getvalue()


def read_bundle(data: bytes) -> Bundle:
    """Parses and recomputes everything but the log: the caller checks proof and signature against its own log.

    Raises DrawInvalid with the first reason.
    """
    content = _unzip(data)
    manifest = read_json(content["manifest.json"], "manifest.json")
    ceremony, hashes = _read_manifest(manifest)
    for name, file in (("frame", "frame.csv"), ("demands", "demands.json"), ("exclusions", "exclusions.csv")):
        if sha256_hex(content[file]) != getattr(hashes, name):
            raise DrawInvalid(f"{file} 与 manifest.json 中的摘要不符。")
    number = seed(ceremony, hashes)
    pool = read_pool(content["demands.json"], content["frame.csv"], content["exclusions.csv"])
    selection = draw_pool(pool, number)
    if manifest["seed"] != number.hex():
        raise DrawInvalid("种子与重新计算的不一致。")
    if content["selection.csv"] != selection.csv or manifest["selection_sha256"] != selection.sha256:
        raise DrawInvalid("抽取结果与重新计算的不一致。")
    proof = _read_proof(read_json(content["proof.json"], "proof.json"))
    _require_entry(read_json(proof.entry, "存证条目"), committed_data(ceremony, hashes))
    return Bundle(
        ceremony, hashes, number, pool, selection, proof, content["checkpoint.txt"], content["verify_draw.py"]
    )


def _unzip(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sorted(member.orig_filename for member in members) != sorted(NAMES):
                raise DrawInvalid("文件包应当恰好包含规定的八个文件。")
            if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
                raise DrawInvalid("文件包用了不支持的压缩方式。")
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise DrawInvalid("文件包过大。")
            return {member.filename: archive.read(member) for member in members}
    except DrawInvalid:
        raise
    except (ValueError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise DrawInvalid("文件包不是完好的 ZIP 文件。") from error


def _read_manifest(value: Any) -> tuple[Ceremony, Hashes]:
    if not isinstance(value, dict) or set(value) != MANIFEST_KEYS or value["format"] != FORMAT:
        raise DrawInvalid(f"manifest.json 不是 {FORMAT} 的清单。")
    parties = value["parties"]
    if not isinstance(parties, list) or any(_keys(p) != {"agency", "commitment", "held_by", "nonce"} for p in parties):
        raise DrawInvalid("manifest.json 的参与方多了或少了字段。")
    beacon = value["beacon"]
    if beacon is not None and _keys(beacon) != {"source", "round", "value"}:
        raise DrawInvalid("manifest.json 的信标多了或少了字段。")
    ceremony = Ceremony(
        value["draw"],
        value["version"],
        value["supersedes"],
        value["cycle"],
        value["frozen_at"],
        tuple(Party(**party) for party in parties),
        Beacon(**beacon) if beacon else None,
    )
    if [party["agency"] for party in parties] != [party.agency for party in ceremony.parties]:
        raise DrawInvalid("manifest.json 的参与方未按机关排序。")
    return ceremony, Hashes(**{name: require_hex64(value[f"{name}_sha256"], name) for name in HASH_NAMES})


def _keys(value: object) -> set[str]:
    return set(value) if isinstance(value, dict) else set()


def _read_proof(value: Any) -> Proof:
    if _keys(value) != {"entry", "index", "size", "hashes", "key"} or not isinstance(value["hashes"], list):
        raise DrawInvalid("proof.json 多了或少了字段。")
    size = require_integer(value["size"], "存证树的大小", least=1)
    index = require_integer(value["index"], "存证条目的位置", most=size - 1)
    hashes = tuple(require_hex64(text, "存证路径") for text in value["hashes"])
    return Proof(read_base64(value["entry"], "存证条目"), index, size, hashes, str(value["key"]))


def _require_entry(entry: Any, expected: dict[str, str]) -> None:
    data = entry.get("data") if isinstance(entry, dict) else None
    if not isinstance(data, dict) or entry.get("action") != ENTRY_ACTION:
        raise DrawInvalid("存证条目不是 draw.committed。")
    if any(data.get(name) != digest for name, digest in expected.items()):
        raise DrawInvalid("存证条目中的摘要与文件包不符。")
