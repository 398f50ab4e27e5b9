"""Whether the record is what it was: every entry against its leaf, every leaf against every signed checkpoint."""

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tongjian.foundation.ledger.events import KEY_HANDED_OVER
from tongjian.foundation.ledger.keys import first_vkey
from tongjian.foundation.ledger.models import Checkpoint, Entry, Leaf, Pending, SigningKey
from tongjian.foundation.ledger.trail import canonical_bytes
from tongjian.pure import tlog
from tongjian.pure.tlog import CheckpointBody

_CHUNK = 2_000


@dataclass(slots=True)
class Verification:
    """`problems` are sentences with the number of the first entry concerned (counted from 0), worst first."""

    size: int = 0
    checkpoints: int = 0
    pending: int = 0
    first_bad: int | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        return not self.problems

    def report(self, sentence: str, number: int | None = None) -> None:
        if number is not None and (self.first_bad is None or number < self.first_bad):
            self.first_bad = number
        self.problems.append(sentence)


def verify_log(
    key: str, notes: Iterator[tuple[str, str]], on_progress: Callable[[int], object] = lambda done: None
) -> Verification:
    """Checks the whole log in one pass over entries.

    `key` is the vkey to trust, the first of the log or one it was handed to; `notes` are (source, note) pairs held
    outside the database, checked as well.
    `on_progress` hears how many entries were checked, from time to time and between queries.
    """
    result = Verification(pending=Pending.objects.count())
    statements = list(_statements(result, key, notes))
    wanted = sorted({body.size for _, body in statements})
    roots = _walk_entries(result, wanted, on_progress)
    _compare(result, statements, roots)
    orphan = Entry.objects.filter(leaf=None).exclude(pk__in=Pending.objects.values("entry")).order_by("id").first()
    if orphan:
        result.report(f"条目 {orphan.pk} 既未封存也未登记待封存。")
    return result


def _statements(
    result: Verification, key: str, notes: Iterator[tuple[str, str]]
) -> Iterator[tuple[str, CheckpointBody]]:
    stored = Checkpoint.objects.order_by("size").values_list("size", "note")
    read = [(source, _body(note)) for source, note in [*((f"检查点 {size}", note) for size, note in stored), *notes]]
    signers = _signers(result, {body.size for _, body in read if body is not None})
    trusted = False
    for source, body in read:
        try:
            if body is None:
                raise InvalidSignature
            verify_signature(signers[body.size], body)
        except InvalidSignature:
            result.report(f"{source} 的签名无效，或者不是本存证的检查点。")
        else:
            result.checkpoints += 1
            trusted = trusted or signers[body.size] == key
            yield source, body
    if read and not trusted:
        result.report("没有检查点是所信任的公钥签的。")


def _body(note: str) -> CheckpointBody | None:
    try:
        return tlog.parse_checkpoint(note)
    except ValueError:
        return None


def _signers(result: Verification, sizes: set[int]) -> dict[int, str]:
    """Who must have signed the checkpoint of each size."""
    try:
        return tlog.keys_by_size(first_vkey(), _hand_overs(), sizes)
    except tlog.NotHandedOver as wrong:
        result.report(f"第 {wrong.index} 条交接签名密钥，但不是当时的密钥签的。", wrong.index)
        return dict.fromkeys(sizes, first_vkey())


def _hand_overs() -> Iterator[tlog.HandOver]:
    leaves = Leaf.objects.select_related("entry").filter(
        entry__subject_kind=SigningKey._meta.label_lower, entry__action=KEY_HANDED_OVER
    )
    for leaf in leaves.order_by("index"):
        try:
            data = json.loads(leaf.entry.data)
            yield tlog.HandOver(leaf.index, data["vkey"], base64.b64decode(data["signature"], validate=True))
        except (ValueError, KeyError, TypeError, binascii.Error):
            yield tlog.HandOver(leaf.index, "", b"")


def verify_signature(key: str, body: CheckpointBody) -> None:
    """Raises InvalidSignature when another key, or nobody, signed the checkpoint."""
    origin, key_id, public = tlog.parse_vkey(key)
    if (body.origin, body.key_id) != (origin, key_id):
        raise InvalidSignature
    Ed25519PublicKey.from_public_bytes(public).verify(body.signature, body.signed)


def _walk_entries(result: Verification, wanted: list[int], on_progress: Callable[[int], object]) -> dict[int, bytes]:
    """Recomputes every leaf; returns the root at each wanted size that the log reaches."""
    roots: dict[int, bytes] = {}
    growing = tlog.GrowingRoot()
    for leaf in _leaves(on_progress):
        while wanted and wanted[0] == growing.size:
            roots[wanted.pop(0)] = growing.root()
        if leaf.index != growing.size:
            result.report(f"第 {growing.size} 条缺失。", growing.size)
            return roots
        if (fault := _fault(leaf)) and result.first_bad is None:
            result.report(f"第 {leaf.index} 条{fault}", leaf.index)
        growing.append(bytes.fromhex(leaf.hash))
    if wanted and wanted[0] == growing.size:
        roots[growing.size] = growing.root()
    result.size = growing.size
    return roots


def _leaves(on_progress: Callable[[int], object]) -> Iterator[Leaf]:
    """In batches of their own: no cursor stays open, so progress may be written meanwhile on SQLite too."""
    done, last = 0, -1
    while batch := list(Leaf.objects.select_related("entry").filter(index__gt=last).order_by("index")[:_CHUNK]):
        yield from batch
        done, last = done + len(batch), batch[-1].index
        on_progress(done)


def _fault(leaf: Leaf) -> str:
    try:
        if rfc8785.dumps(json.loads(leaf.entry.data)).decode() != leaf.entry.data:
            return "内容不是规范格式，已被改动。"
        if tlog.leaf_hash(canonical_bytes(leaf.entry)).hex() != leaf.hash:
            return "与封存时不一致，已被改动或调换。"
    except (ValueError, rfc8785.CanonicalizationError):
        return "内容无法解析，已被改动。"
    return ""


def _compare(result: Verification, statements: list[tuple[str, CheckpointBody]], roots: dict[int, bytes]) -> None:
    sound = 0
    for source, body in sorted(statements, key=lambda pair: pair[1].size):
        if body.size not in roots:
            if result.first_bad is None:
                result.report(f"{source} 记有 {body.size} 条，现存 {result.size} 条：末尾有条目被删除。", result.size)
            continue
        if roots[body.size] == body.root:
            sound = body.size
        elif result.first_bad is None or result.first_bad >= body.size:
            result.report(f"{source} 与现有条目不符：第 {sound} 至 {body.size - 1} 条之间有改动、删除或调换。", sound)
            return


def notes_in(folder: Path) -> Iterator[tuple[str, str]]:
    """The checkpoints kept beside the database."""
    for path in sorted(folder.glob("*.txt")):
        yield f"检查点文件 {path.name}", path.read_text()
