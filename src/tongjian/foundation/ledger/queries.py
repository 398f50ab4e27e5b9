"""Reads: the log as mathematics sees it, timelines, proofs."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.ledger.actions import label_of
from tongjian.foundation.ledger.keys import signer_of
from tongjian.foundation.ledger.models import Checkpoint, Entry, Leaf, Pending, Subtree, VerificationRun
from tongjian.foundation.ledger.policies import visible_entries, visible_runs
from tongjian.foundation.ledger.trail import canonical_bytes
from tongjian.pure import tlog


class StoredLog:
    """The log as it stands in the database when this is made."""

    def __init__(self) -> None:
        newest = Leaf.objects.order_by("-index").values_list("index", flat=True).first()
        self.size = 0 if newest is None else newest + 1

    def leaf_hashes(self, start: int, stop: int) -> list[bytes]:
        return _hashes(Leaf.objects.filter(index__gte=start, index__lt=stop))

    def subtree_hashes(self, start: int, stop: int) -> list[bytes]:
        return _hashes(Subtree.objects.filter(index__gte=start, index__lt=stop))


def _hashes(rows: QuerySet[Leaf] | QuerySet[Subtree]) -> list[bytes]:
    return [bytes.fromhex(text) for text in rows.order_by("index").values_list("hash", flat=True)]


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One step of a matter, for people. `index` is its place in the log, None until sealed."""

    entry_id: UUID
    at: datetime
    action: str
    label: str
    actor_user_id: str
    actor_label: str
    agency_id: str
    via: str
    index: int | None
    subject_kind: str
    subject_id: str
    on_behalf_of: str = ""
    """Whose post it was, where somebody stood in."""


def timeline(subject_kind: str, subject_id: object) -> list[TimelineLine]:
    """Everything recorded about a subject, oldest first. Whoever may see the subject may see its timeline: call this
    only with a subject that came through its own visibility door."""
    entries = Entry.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id)).order_by("id")
    return [_line(entry) for entry in entries.select_related("leaf")]


def recent_of_agency(actor: Actor, limit: int, *, but: Sequence[str] = ()) -> list[TimelineLine]:
    """What the actor's agency did last, newest first, but for some actions."""
    entries = visible_entries(actor).filter(agency_id=str(actor.agency_id or "")).order_by("-id")
    entries = entries.exclude(action__in=but)
    return [_line(entry) for entry in entries.select_related("leaf")[:limit]]


def _line(entry: Entry) -> TimelineLine:
    return TimelineLine(
        entry_id=entry.pk,
        at=entry.at,
        action=entry.action,
        label=label_of(entry.action),
        actor_user_id=entry.actor_user_id,
        actor_label=entry.actor_label,
        agency_id=entry.agency_id,
        via=entry.via,
        index=entry.leaf.index if hasattr(entry, "leaf") else None,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        on_behalf_of=json.loads(entry.data).get("on_behalf_of", "") if "on_behalf_of" in entry.data else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """Empty means everything; `since` and `until` are days, both included."""

    action: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    agency_id: str = ""
    since: date | None = None
    until: date | None = None


def list_entries(actor: Actor, wanted: EntryFilter) -> QuerySet[Entry]:
    entries = visible_entries(actor).select_related("leaf")
    exact = ("action", "subject_kind", "subject_id", "agency_id")
    given: dict[str, object] = {name: getattr(wanted, name) for name in exact if getattr(wanted, name)}
    if wanted.since:
        given["at__gte"] = _midnight(wanted.since)
    if wanted.until:
        given["at__lt"] = _midnight(wanted.until + timedelta(days=1))
    return entries.filter(**given)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def get_entry(actor: Actor, entry_id: UUID) -> Entry:
    entry = visible_entries(actor).select_related("leaf").filter(pk=entry_id).first()
    if entry is None:
        raise NotFound("entry_not_found", "没有这条存证，或者您无权查看。")
    return entry


def find_open_run(since: datetime) -> VerificationRun | None:
    """The verification that is under way, if it showed itself since then."""
    return VerificationRun.objects.filter(finished_at=None, seen_at__gte=since).order_by("-asked_at").first()


def list_runs(actor: Actor) -> QuerySet[VerificationRun]:
    return visible_runs(actor).order_by("-asked_at")


def get_run(actor: Actor, run_id: UUID) -> VerificationRun:
    run = visible_runs(actor).filter(pk=run_id).first()
    if run is None:
        raise NotFound("run_not_found", "没有这次核验，或者您无权查看。")
    return run


def list_checkpoints() -> QuerySet[Checkpoint]:
    """All of them: whoever keeps one elsewhere can prove a change, so they are public."""
    return Checkpoint.objects.order_by("-size")


def get_checkpoint(size: int) -> Checkpoint:
    checkpoint = Checkpoint.objects.filter(size=size).first()
    if checkpoint is None:
        raise NotFound("checkpoint_not_found", "没有这个检查点。")
    return checkpoint


def latest_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def checkpoint_covering(entry_id: UUID) -> Checkpoint | None:
    """The first checkpoint that includes the entry, None until it is sealed."""
    index = Leaf.objects.filter(entry_id=entry_id).values_list("index", flat=True).first()
    return None if index is None else Checkpoint.objects.filter(size__gt=index).order_by("size").first()


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """What convinces an outsider: the entry's bytes, its place, the path to the root, and the key to check with."""

    entry: bytes
    index: int
    size: int
    hashes: Sequence[bytes]
    key: str

    def as_json(self) -> dict[str, object]:
        """`proof.json` of tongjian-draw/1."""
        return {
            "entry": base64.b64encode(self.entry).decode(),
            "index": self.index,
            "size": self.size,
            "hashes": [digest.hex() for digest in self.hashes],
            "key": self.key,
        }


def inclusion_proof(entry_id: UUID, size: int) -> InclusionProof:
    """Proves an entry against the checkpoint of `size`; raises NotFound while the entry has no leaf below it."""
    leaf = Leaf.objects.select_related("entry").filter(entry_id=entry_id, index__lt=size).first()
    checkpoint = Checkpoint.objects.filter(size=size).first()
    if leaf is None or checkpoint is None:
        raise NotFound("entry_not_sealed", "这条存证尚未封存。")
    hashes = tlog.inclusion_proof(StoredLog(), leaf.index, size)
    return InclusionProof(canonical_bytes(leaf.entry), leaf.index, size, hashes, signer_of(checkpoint.note))


def consistency_proof(old: int, size: int) -> list[bytes]:
    """Proves that the log of `old` entries is a prefix of the log of `size`."""
    return tlog.consistency_proof(StoredLog(), old, size)


def count_pending() -> int:
    return Pending.objects.count()


_GUARDED = ("ledger_entry", "ledger_leaf", "ledger_subtree", "ledger_checkpoint")
_GUARDS = {"sqlite": ("no_update", "no_delete", "no_reinsert"), "postgresql": ("no_update", "no_truncate")}
_FIND_GUARDS = {
    "sqlite": "select name from sqlite_master where type = 'trigger'",
    "postgresql": "select tgname from pg_trigger where not tgisinternal and tgenabled <> 'D'",
}


def missing_triggers() -> list[str]:
    """Names of the triggers that should keep the ledger append-only and are absent or switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND_GUARDS[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    wanted = [f"{table}_{guard}" for table in _GUARDED for guard in _GUARDS[connection.vendor]]
    return [name for name in wanted if name not in found]
