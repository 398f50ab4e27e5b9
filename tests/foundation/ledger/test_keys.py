"""The log changes its signing key while everything runs, and what was signed before stays checkable."""

import base64

import pytest
from django.conf import settings
from django.db import transaction

import verify_ledger
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError, NotAllowed, RuleViolated
from tongjian.foundation.kernel.models import Schedule
from tongjian.foundation.ledger import keys, queries
from tongjian.foundation.ledger.actions import declare
from tongjian.foundation.ledger.export import write_export
from tongjian.foundation.ledger.models import Entry, SigningKey
from tongjian.foundation.ledger.operations import hand_over_key, seal_entries
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.ledger.verification import notes_in, verify_log
from tongjian.pure import tlog

pytestmark = pytest.mark.django_db

declare("sample.signed", "记录", "number")
KEEPER = Actor.host("ledger.hand_over_key", "ledger.seal")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "TONGJIAN_HOME", tmp_path)
    keys.make_log_key(tmp_path)
    note(1)
    return tmp_path


def note(number):
    with transaction.atomic():
        entry = record(KEEPER, "sample.signed", Schedule(name="样本"), number=number)
    seal_entries(actor=KEEPER)
    return entry


def verify(key=""):
    return verify_log(key or keys.first_vkey(), notes_in(settings.TONGJIAN_HOME / "checkpoints"))


def test_the_old_key_signs_the_hand_over_and_the_new_one_all_that_follows(home):
    old = keys.log_key().vkey

    new = hand_over_key(actor=KEEPER)

    assert keys.signer_of(queries.latest_checkpoint().note) == old
    assert keys.log_key().vkey == new.vkey != old
    note(2)
    assert keys.signer_of(queries.latest_checkpoint().note) == new.vkey
    assert verify().is_intact and verify(new.vkey).is_intact
    assert (home / "keys" / "ledger-2.key").stat().st_mode & 0o077 == 0


def test_the_export_is_checked_by_whoever_kept_any_of_the_keys(home, tmp_path):
    first = keys.log_key().vkey
    second = hand_over_key(actor=KEEPER).vkey
    note(2)
    third = hand_over_key(actor=KEEPER).vkey
    note(3)
    assert keys.vkeys() == [first, second, third]

    size = write_export(tmp_path / "log.zip")

    for key in (first, second, third):
        assert verify_ledger.verify(tmp_path / "log.zip", key) == (size, queries.list_checkpoints().count(), key)


def test_a_proof_names_the_key_that_signed_its_checkpoint(home):
    entry, before = note(2), keys.log_key().vkey
    size = queries.latest_checkpoint().size
    hand_over_key(actor=KEEPER)
    note(3)
    assert queries.inclusion_proof(entry.pk, size).key == before
    assert queries.inclusion_proof(entry.pk, queries.latest_checkpoint().size).key == keys.log_key().vkey


def test_who_only_writes_to_the_database_appoints_no_key(home):
    thief = tlog.vkey(keys.log_key().origin, bytes(range(32)))
    with transaction.atomic():
        row = SigningKey(number=2, vkey=thief)
        signature = base64.b64encode(bytes(64)).decode()
        forged = record(KEEPER, "ledger.key_handed_over", row, vkey=thief, signature=signature)
    seal_entries(actor=KEEPER)

    found = verify()

    place = Entry.objects.get(pk=forged.pk).leaf.index
    assert (found.is_intact, found.first_bad) == (False, place)
    assert f"第 {place} 条交接签名密钥，但不是当时的密钥签的。" in found.problems


def test_a_key_the_log_never_had_is_not_trusted(home):
    stranger = tlog.vkey(keys.log_key().origin, bytes(range(32)))
    assert verify(stranger).problems == ["没有检查点是所信任的公钥签的。"]


def test_a_key_left_by_an_interrupted_hand_over_is_used(home):
    left = keys.make_next_key(2)
    assert hand_over_key(actor=KEEPER).vkey == left


def test_a_second_hand_over_waits_for_the_first_to_be_sealed(home):
    SigningKey.objects.create(number=2, vkey=keys.make_next_key(2), at="2026-01-01T00:00Z")
    with pytest.raises(RuleViolated, match="上一次交接尚未封存"):
        hand_over_key(actor=KEEPER)


def test_a_home_that_lost_the_new_key_says_which_file_to_bring_back(home):
    hand_over_key(actor=KEEPER)
    (home / "keys" / "ledger-2.key").unlink()
    keys._read.cache_clear()
    with pytest.raises(DomainError, match=r"keys/ledger-2\.key"):
        keys.log_key()


def test_only_the_host_changes_the_key(home):
    with pytest.raises(NotAllowed):
        hand_over_key(actor=Actor.system("测试", "ledger.seal"))
    assert not SigningKey.objects.exists()
