"""Keys are changed while everything runs, and what the old ones protected stays readable."""

import pytest
from django.conf import settings
from django.db import connection

from tests.foundation.org.factories import UserFactory
from tongjian.config import environment
from tongjian.foundation.kernel import encryption
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.kernel.operations import reencrypt_fields
from tongjian.foundation.ledger.keys import make_log_key
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home of its own, so that the keys of the other tests stay as they are."""
    monkeypatch.setattr(settings, "TONGJIAN_HOME", tmp_path)
    encryption.make_field_key(tmp_path / "keys")
    make_log_key(tmp_path)
    return tmp_path


def generations():
    with connection.cursor() as cursor:
        cursor.execute("select phone from org_user")
        return [stored.partition(":")[0] for (stored,) in cursor.fetchall()]


def test_all_texts_get_the_new_key_and_stay_what_they_were(home, tongjian):
    people = [UserFactory(phone=f"1390000000{n}") for n in range(3)] + [UserFactory(phone="")]

    code, answer, _ = tongjian("keys", "rotate", "fields", "--json")

    assert (code, answer["generation"], answer["rows"]["org_user.phone"]) == (0, 2, 3)
    assert sorted(generations()) == ["", "2", "2", "2"]
    assert {p.phone for p in User.objects.all()} == {p.phone for p in people}
    assert tongjian("keys", "list", "--json")[1]["fields"] == {"newest": 2, "rows": {"2": 3}}


def test_an_interrupted_rotation_is_finished_without_another_key(home, tongjian):
    UserFactory(phone="13900000000")
    encryption.make_field_key(home / "keys")

    assert tongjian("keys", "rotate", "fields", "--resume", "--json")[1]["generation"] == 2
    assert tongjian("keys", "rotate", "fields", "--resume", "--json")[1]["rows"]["org_user.phone"] == 0
    assert generations() == ["2"]


def test_a_process_that_was_running_reads_what_the_new_key_wrote(home):
    old = encryption.encrypt("旧")
    looked_before = dict(encryption._ciphers(home / "keys"))
    encryption.make_field_key(home / "keys")
    new = encryption.encrypt("新")
    encryption._ciphers.cache_clear()
    kept = encryption._ciphers(home / "keys")
    kept.clear()
    kept.update(looked_before)

    assert (encryption.decrypt(new), encryption.decrypt(old)) == ("新", "旧")


def test_whoever_may_not_change_keys_does_not():
    with pytest.raises(NotAllowed):
        reencrypt_fields(actor=Actor.host())


def test_a_change_of_keys_is_recorded_without_the_key(home, tongjian):
    tongjian("init", "--no-demo", "--json")
    tongjian("keys", "rotate", "fields")

    entry = Entry.objects.get(action="home.key_rotated")
    assert entry.data == '{"generation":2,"kind":"fields"}'


def test_the_key_of_sessions_changes_and_the_one_before_is_still_accepted(home, tongjian, monkeypatch):
    monkeypatch.delenv("TONGJIAN_SECRET_KEY", raising=False)
    first = environment.secret("TONGJIAN_SECRET_KEY", home / "keys" / "django.key")

    assert tongjian("keys", "rotate", "secret")[0] == 0

    second = environment.secret("TONGJIAN_SECRET_KEY", home / "keys" / "django.key")
    previous = environment.previous_secret(home / "keys" / "django-previous.key")
    assert second != first and previous == [first]
    assert (home / "keys" / "django.key").stat().st_mode & 0o777 == 0o600


def test_a_key_of_the_environment_is_changed_there(home, tongjian, monkeypatch):
    monkeypatch.setenv("TONGJIAN_SECRET_KEY", "from-outside")
    assert tongjian("keys", "rotate", "secret", "--json")[1]["error"]["code"] == "secret_from_environment"
    monkeypatch.setenv("TONGJIAN_SECRET_KEY_PREVIOUS", "before")
    assert environment.previous_secret(home / "x") == ["before"]


def test_the_ledger_goes_on_under_a_new_key(home, tongjian):
    old = tongjian("keys", "list", "--json")[1]["ledger"]
    tongjian("keys", "rotate", "fields", "--json")
    tongjian("ledger", "checkpoint", "--json")

    code, answer, _ = tongjian("keys", "rotate", "ledger", "--json")

    assert (code, answer["generation"]) == (0, 2)
    assert tongjian("keys", "list", "--json")[1]["ledger_keys"] == [old, answer["vkey"]]
    assert tongjian("ledger", "checkpoint", "--json")[1]["key"] == answer["vkey"]
    for key in (old, answer["vkey"]):
        assert tongjian("ledger", "verify", "--key", key, "--json")[1]["intact"]
