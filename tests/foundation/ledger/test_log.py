"""The record: nothing is changed, removed or reordered unseen."""

import json
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound
from tongjian.foundation.kernel.models import Schedule
from tongjian.foundation.ledger import queries
from tongjian.foundation.ledger.actions import declare
from tongjian.foundation.ledger.keys import log_key
from tongjian.foundation.ledger.models import Checkpoint, Entry, Leaf, Pending
from tongjian.foundation.ledger.operations import seal_entries
from tongjian.foundation.ledger.trail import canonical_bytes, record
from tongjian.foundation.ledger.verification import notes_in, verify_log, verify_signature
from tongjian.pure import tlog

pytestmark = pytest.mark.django_db

declare("sample.noted", "记录", "number", "text")
SEALER = Actor.system("测试封存", "ledger.seal")
triggers = import_module("tongjian.foundation.ledger.migrations.0002_append_only")


def note(number, text="一"):
    with transaction.atomic():
        return record(SEALER, "sample.noted", Schedule(name="样本"), number=number, text=text)


def verify():
    return verify_log(log_key().vkey, notes_in(settings.TONGJIAN_HOME / "checkpoints"))


@pytest.fixture
def sealed():
    """Seven entries sealed in two steps, and then the triggers taken away as a thief with the database would."""
    for number in range(3):
        note(number)
    seal_entries(actor=SEALER)
    for number in range(3, 7):
        note(number)
    seal_entries(actor=SEALER)
    triggers.drop_triggers(None, SimpleNamespace(connection=connection))


def execute(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_sealing_gives_every_entry_a_place_and_signs_the_whole():
    first, second = note(1), note(2)
    checkpoint = seal_entries(actor=SEALER)

    assert [leaf.entry for leaf in Leaf.objects.order_by("index")] == [first, second]
    assert checkpoint.size == 2
    assert not Pending.objects.exists()
    body = tlog.parse_checkpoint(checkpoint.note)
    verify_signature(log_key().vkey, body)
    assert (settings.TONGJIAN_HOME / "checkpoints" / "000000000002.txt").read_text() == checkpoint.note


def test_sealing_twice_changes_nothing():
    note(1)
    assert seal_entries(actor=SEALER) == seal_entries(actor=SEALER)
    assert Checkpoint.objects.count() == 1


def test_sealing_needs_the_capability():
    with pytest.raises(NotAllowed):
        seal_entries(actor=Actor.public())


def test_a_log_longer_than_one_subtree_proves_every_entry_kind():
    for number in range(520):
        note(number)
    checkpoint = seal_entries(actor=SEALER)
    note(521)
    later = seal_entries(actor=SEALER)
    for index in (0, 255, 256, 519):
        entry = Leaf.objects.get(index=index).entry
        proof = queries.inclusion_proof(entry.pk, later.size)
        root = bytes.fromhex(later.root)
        assert tlog.verify_inclusion(tlog.leaf_hash(proof.entry), index, later.size, proof.hashes, root)
    path = queries.consistency_proof(checkpoint.size, later.size)
    roots = bytes.fromhex(checkpoint.root), bytes.fromhex(later.root)
    assert tlog.verify_consistency(checkpoint.size, later.size, *roots, path)
    assert verify().is_intact


def test_an_entry_that_is_not_sealed_cannot_be_proved():
    with pytest.raises(NotFound):
        queries.inclusion_proof(note(1).pk, 1)


def test_an_entry_says_who_did_what_to_which():
    entry = note(5, "名称·Ltd （有限）")
    said = json.loads(canonical_bytes(entry))
    assert said["action"] == "sample.noted"
    assert said["data"] == {"number": 5, "text": "名称·Ltd （有限）"}
    assert said["subject"] == {"id": "样本", "kind": "kernel.schedule"}
    assert said["actor"]["label"] == "测试封存"


@pytest.mark.parametrize(
    ("action", "data", "error"),
    [("sample.noted", {"phone": "1"}, ValueError), ("sample.unheard_of", {}, KeyError)],
)
def test_only_declared_actions_and_fields_are_recorded(action, data, error):
    with pytest.raises(error), transaction.atomic():
        record(SEALER, action, Schedule(name="样本"), **data)


@pytest.mark.parametrize(
    "sql",
    [
        "update ledger_entry set via = 'web'",
        "delete from ledger_leaf",
        "update ledger_checkpoint set root = 'x'",
    ],
)
def test_the_database_itself_refuses_to_rewrite_the_record(sql):
    note(1)
    seal_entries(actor=SEALER)
    with pytest.raises(DatabaseError), transaction.atomic():
        execute(sql)


def test_an_untouched_log_is_intact(sealed):
    assert verify().is_intact
    assert verify().size == 7


def test_a_changed_entry_is_named(sealed):
    execute("update ledger_entry set data = replace(data, '\"number\":4', '\"number\":9')")
    assert (verify().first_bad, "改动" in verify().problems[0]) == (4, True)


def test_another_actor_or_time_is_a_change_too(sealed):
    execute("update ledger_entry set actor_label = '他人' where id = %s", _key(2))
    assert verify().first_bad == 2


def test_a_removed_entry_is_named(sealed):
    entry = Leaf.objects.get(index=3).entry_id
    execute('delete from ledger_leaf where "index" = 3')
    execute("delete from ledger_entry where id = %s", _raw(entry))
    assert verify().first_bad == 3


def test_swapped_entries_are_named(sealed):
    first, second = Leaf.objects.get(index=1).entry, Leaf.objects.get(index=5).entry
    execute("update ledger_entry set data = %s where id = %s", second.data, _raw(first.pk))
    execute("update ledger_entry set data = %s where id = %s", first.data, _raw(second.pk))
    assert verify().first_bad == 1


def test_a_change_that_mends_its_leaf_is_caught_by_the_next_checkpoint(sealed):
    execute("update ledger_entry set data = replace(data, '\"number\":4', '\"number\":9')")
    changed = Leaf.objects.get(index=4)
    execute('update ledger_leaf set hash = %s where "index" = 4', tlog.leaf_hash(canonical_bytes(changed.entry)).hex())
    assert verify().first_bad == 3
    assert "第 3 至 6 条之间" in verify().problems[0]


def test_a_cut_tail_is_caught_by_the_checkpoint_beside_the_database(sealed):
    kept = list(Leaf.objects.filter(index__gte=3).values_list("entry_id", flat=True))
    execute('delete from ledger_leaf where "index" >= 3')
    for entry in kept:
        execute("delete from ledger_entry where id = %s", _raw(entry))
    execute("delete from ledger_checkpoint where size > 3")
    assert verify().first_bad == 3


def test_an_entry_slipped_in_without_a_leaf_is_noticed(sealed):
    entry = note(99)
    Pending.objects.filter(entry=entry).delete()
    assert not verify().is_intact


def test_a_checkpoint_of_another_key_is_refused(sealed, tmp_path):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    thief = Ed25519PrivateKey.generate()
    key = tlog.vkey(log_key().origin, thief.public_key().public_bytes_raw())
    newest = queries.latest_checkpoint()
    forged = tlog.sign_checkpoint(key, newest.size, bytes.fromhex(newest.root), thief.sign)
    (tmp_path / "held.txt").write_text(forged)
    assert not verify_log(log_key().vkey, notes_in(tmp_path)).is_intact


def _raw(key):
    return key if connection.vendor == "postgresql" else key.hex


def _key(index):
    return _raw(Leaf.objects.get(index=index).entry_id)


def test_entries_are_seen_by_their_own_agency_only():
    note(1)
    assert queries.list_entries(Actor.public(), queries.EntryFilter()).count() == 0
    auditor = Actor.system("审计", "ledger.view_all")
    assert queries.list_entries(auditor, queries.EntryFilter(action="sample.noted")).count() == Entry.objects.count()
