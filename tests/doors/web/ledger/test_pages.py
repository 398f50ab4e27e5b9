"""The record as pages, and what the public gets of it."""

import base64
import json

import pytest
from django_tasks_db.models import DBTaskResult

from tests.foundation.org.factories import AgencyFactory, PostFactory, RegionFactory
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.keys import log_key
from tongjian.foundation.ledger.models import Entry, VerificationRun
from tongjian.foundation.ledger.operations import seal_entries
from tongjian.foundation.ledger.tasks import verify
from tongjian.foundation.ledger.verification import verify_signature
from tongjian.foundation.org import operations
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.queries import actor_for
from tongjian.pure import tlog

pytestmark = pytest.mark.django_db

SEALER = Actor.system("测试", "ledger.seal")


@pytest.fixture
def post(client):
    post = PostFactory(role=Role.HANDLER)
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return post


def act(post):
    """Something this person did."""
    actor = actor_for(post.user, post_id=None, via="web")
    operations.note_sign_in(actor=actor, user=post.user)
    return Entry.objects.latest("id")


def text(answer):
    return answer.content.decode()


def test_an_entry_says_who_did_what_and_can_be_proved_outside(client, post):
    entry = act(post)
    waiting = text(client.get(f"/ledger/{entry.pk}/"))
    assert "待封存" in waiting
    assert client.get(f"/ledger/{entry.pk}/proof.json").status_code == 404

    checkpoint = seal_entries(actor=SEALER)
    page = text(client.get(f"/ledger/{entry.pk}/"))
    assert post.user.name in page
    assert post.agency.name in page
    assert "存证第 0 条" in page
    proof = json.loads(client.get(f"/ledger/{entry.pk}/proof.json").content)
    body = tlog.parse_checkpoint(proof["checkpoint"])
    verify_signature(log_key().vkey, body)
    leaf = tlog.leaf_hash(base64.b64decode(proof["entry"]))
    hashes = [bytes.fromhex(digest) for digest in proof["hashes"]]
    assert tlog.verify_inclusion(leaf, proof["index"], checkpoint.size, hashes, body.root)


def test_entries_of_other_agencies_do_not_exist_except_for_auditors(client, post):
    other = PostFactory(agency=AgencyFactory(region=RegionFactory(code="140200")), role=Role.AUDITOR)
    entry = act(other)
    assert client.get(f"/ledger/{entry.pk}/").status_code == 404
    client.force_login(other.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/ledger/{act(post).pk}/").status_code == 200


def test_ids_in_an_entry_are_read_as_names(client, post):
    operations.open_post(
        actor=Actor(**{**_fields(actor_for(post.user, post_id=None, via="web")), "permissions": {"org.manage_users"}}),
        user_id=post.user_id,
        agency_id=post.agency_id,
        role=Role.HEAD,
    )
    entry = Entry.objects.get(action="post.opened")
    page = text(client.get(f"/ledger/{entry.pk}/"))
    assert f"<td>{post.agency.name}<span" in page


def _fields(actor):
    return {name: getattr(actor, name) for name in actor.__dataclass_fields__}


def test_a_list_costs_the_same_however_long_and_is_narrowed(client, post, django_assert_max_num_queries):
    for _ in range(20):
        act(post)
    with django_assert_max_num_queries(12):
        assert client.get("/ledger/").status_code == 200
    assert "没有符合条件" in text(client.get("/ledger/", {"action": "user.created"}))
    answer = client.get("/ledger/", {"export": "csv"})
    body = b"".join(answer.streaming_content).decode() if answer.streaming else text(answer)
    assert post.user.name in body


def test_checking_is_asked_for_watched_and_answered(client, post):
    act(post)
    seal_entries(actor=SEALER)
    assert client.get("/ledger/verify/").status_code == 405
    client.post("/ledger/verify/")
    client.post("/ledger/verify/")
    assert DBTaskResult.objects.count() == 1
    run = VerificationRun.objects.get()
    assert "正在核验" in text(client.get("/ledger/checkpoints/"))
    assert "正在核验" in text(client.get(f"/ledger/verify/{run.pk}/"))

    verify.func(str(run.pk))

    assert client.get(f"/ledger/verify/{run.pk}/")["HX-Refresh"] == "true"
    page = text(client.get("/ledger/checkpoints/"))
    assert "完好" in page
    assert "不保证" in page


def test_the_public_reads_the_key_and_keeps_a_checkpoint(client, post):
    empty = text(client.get("/public/ledger/"))
    assert "还没有检查点" in empty
    act(post)
    first = seal_entries(actor=SEALER)
    act(post)
    second = seal_entries(actor=SEALER)
    client.logout()
    page = text(client.get("/public/ledger/"))
    assert log_key().vkey in page
    kept = client.get(f"/public/ledger/checkpoints/{second.size}.txt")
    assert kept.content.decode() == second.note
    assert client.get("/public/ledger/checkpoints/99.txt").status_code == 404
    answer = json.loads(client.get(f"/public/ledger/consistency/{first.size}-{second.size}.json").content)
    path = [bytes.fromhex(digest) for digest in answer["hashes"]]
    roots = bytes.fromhex(first.root), bytes.fromhex(second.root)
    assert tlog.verify_consistency(first.size, second.size, *roots, path)
    assert client.get(f"/public/ledger/consistency/{second.size}-{first.size}.json").status_code == 404


def test_whoever_may_not_look_into_the_ledger_finds_nothing(client):
    inspector = PostFactory(role=Role.INSPECTOR)
    client.force_login(inspector.user, backend="django.contrib.auth.backends.ModelBackend")
    assert "还没有记录" in text(client.get("/ledger/"))
    assert client.post("/ledger/verify/").status_code == 403
