"""Other systems: the same rules through another door."""

from dataclasses import replace
from datetime import timedelta

import pytest
import schemathesis
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from tests.foundation.org.factories import AgencyFactory, RegionFactory, operator
from tongjian.config.wsgi import application
from tongjian.foundation.org.models import ApiKey
from tongjian.foundation.org.operations import create_api_key, revoke_api_key
from tongjian.foundation.org.roles import API_SCOPES
from tongjian.supervision.registry.models import Entity, Permit, Premises

pytestmark = pytest.mark.django_db

LISTS = {
    "entities:read": "/api/v1/entities",
    "items:read": "/api/v1/items",
    "key_items:read": "/api/v1/key-items",
    "demands:read": "/api/v1/demands",
    "draws:read": "/api/v1/draws",
    "visits:read": "/api/v1/visits",
    "results:read": "/api/v1/results",
}


@pytest.fixture
def key():
    return create_api_key(actor=operator(), agency_id=AgencyFactory().pk, name="省平台", scopes=list(API_SCOPES))


def bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("address", LISTS.values())
def test_a_list_answers_with_items_and_where_to_go_on(client, key, address):
    answer = client.get(address, headers=bearer(key[1]))
    assert (answer.status_code, answer.json()) == (200, {"items": [], "next": None})


@pytest.mark.parametrize("address", LISTS.values())
def test_without_a_key_there_is_nothing(client, address):
    answer = client.get(address)
    assert answer.status_code == 401
    assert answer.json()["code"] == "key_invalid"


@pytest.mark.parametrize(("scope", "address"), LISTS.items())
def test_a_key_opens_only_what_its_scopes_say(client, scope, address):
    other = next(name for name in LISTS if name != scope)
    _, secret = create_api_key(actor=operator(), agency_id=AgencyFactory().pk, name="甲", scopes=[other])
    answer = client.get(address, headers=bearer(secret))
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_a_revoked_or_lapsed_or_bent_key_is_no_key(client, key):
    row, secret = key
    assert client.get("/api/v1/items", headers=bearer(secret[:-1])).status_code == 401
    ApiKey.objects.filter(pk=row.pk).update(valid_until=timezone.now() - timedelta(seconds=1))
    assert client.get("/api/v1/items", headers=bearer(secret)).status_code == 401
    ApiKey.objects.filter(pk=row.pk).update(valid_until=None)
    assert client.get("/api/v1/items", headers=bearer(secret)).status_code == 200
    revoke_api_key(actor=operator(), key_id=row.pk)
    assert client.get("/api/v1/items", headers=bearer(secret)).status_code == 401


def test_the_secret_is_not_kept(key):
    row, secret = key
    assert secret.split("_", 2)[2] not in str(row.__dict__)


def test_a_refusal_is_a_problem_with_its_code(client, key, reference):
    answer = client.post(
        "/api/v1/demands",
        {"title": "抽查", "item_version_ids": [], "ratio": "3%"},
        content_type="application/json",
        headers=bearer(key[1]),
    )
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "code", "citation"}


def test_nonsense_is_told_where_it_is(client, key):
    answer = client.get("/api/v1/entities?after=x", headers=bearer(key[1]))
    assert answer.status_code == 422
    assert "after" in answer.json()["title"]


def test_the_description_is_public_and_complete(client):
    described = client.get("/api/v1/openapi.json").json()
    assert {address.removeprefix("/api/v1") for address in LISTS.values()} <= {
        path.removeprefix("/api/v1") for path in described["paths"]
    }


@pytest.mark.engine("postgresql")  # the stricter about what it takes
@pytest.mark.django_db(transaction=True)
def test_no_request_of_the_described_kind_breaks_the_server(key):
    """schemathesis makes requests from the description; whatever it sends, no answer is a 500."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    headers = bearer(key[1])

    for operation in schema.get_all_operations():

        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.ok().as_strategy())
        def each(case):
            assert case.call(headers=headers).status_code < 500

        each()


def test_the_actor_of_a_key_is_its_agency(key):
    from tongjian.doors.api.access import DOOR
    from tongjian.foundation.org.operations import use_api_key

    holder = use_api_key(actor=replace(DOOR), presented=key[1])
    assert holder.actor.agency_id == key[0].agency_id
    assert not holder.actor.is_person


def test_premises_and_permits_of_an_entity_are_those_of_its_region(client, key):
    mine, theirs = ApiKey.objects.get().agency.region, RegionFactory(code="140213")
    about = {"kind": "enterprise", "created_at": timezone.now(), "updated_at": timezone.now()}
    seen, hidden = (Entity.objects.create(name="甲商行", region=one, **about) for one in (mine, theirs))
    Premises.objects.create(entity=seen, address="新址", longitude=112.5, latitude=37.7, located_address="旧址")
    Permit.objects.create(entity=seen, kind="许可", number="1", issuer="局", recorded_at=timezone.now())

    def ask(entity, what):
        return client.get(f"/api/v1/entities/{entity.pk}/{what}", headers=bearer(key[1]))

    assert [one["longitude"] for one in ask(seen, "premises").json()] == [None], "the point is that of another address"
    assert [one["state"] for one in ask(seen, "permits").json()] == ["valid"]
    assert {ask(hidden, what).status_code for what in ("premises", "permits")} == {404}
