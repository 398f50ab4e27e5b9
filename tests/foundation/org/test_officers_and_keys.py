"""The register of officers, and the keys of other systems."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.foundation.org.conftest import NOON
from tests.foundation.org.factories import (
    AgencyFactory,
    AgencyKindFactory,
    OfficerFactory,
    PostFactory,
    RegionFactory,
    UserFactory,
    actor_in,
)
from tests.foundation.org.ledger import actions_on, last_data
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org import operations, policies, queries
from tongjian.foundation.org.choices import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
UNTIL = date(2028, 1, 1)


def register(actor, agency, **given):
    given = {"name": "李四", "certificate_number": "04010012345", "certificate_until": UNTIL, **given}
    return operations.register_officer(actor=actor, agency_id=agency.pk, **given)


class TestRegistering:
    def test_a_reviewer_registers_for_the_own_agency(self):
        agency = AgencyFactory()
        officer = register(actor_in(agency, Role.REVIEWER), agency)
        assert last_data("officer.registered") == {"agency_id": str(agency.pk), "certificate_until": "2028-01-01"}
        assert list(queries.certified_officers([agency.pk])) == [officer]

    def test_not_for_another_agency_and_others_not_at_all(self):
        agency, other = AgencyFactory(), AgencyFactory(kind=AgencyKindFactory(code="YJ"))
        with pytest.raises(NotAllowed, match="本机关"):
            register(actor_in(agency, Role.REVIEWER), other)
        with pytest.raises(NotAllowed, match="权限"):
            register(actor_in(agency, Role.HANDLER), agency)

    def test_an_operator_registers_for_every_agency_that_exists(self, people):
        register(people, AgencyFactory())
        with pytest.raises(NotFound):
            register(people, AgencyFactory(kind=AgencyKindFactory(code="OLD"), valid_until=date(2024, 1, 1)))

    def test_a_certificate_belongs_to_one_officer(self, people):
        agency = AgencyFactory()
        register(people, agency)
        with pytest.raises(Conflict, match="04010012345"):
            register(people, agency, name="王五", certificate_number=" 04010012345 ")

    @pytest.mark.parametrize("given", [{"name": " "}, {"certificate_number": ""}, {"certificate_from": UNTIL}])
    def test_name_number_and_dates_must_make_sense(self, people, given):
        with pytest.raises(RuleViolated):
            register(people, AgencyFactory(), **given)

    def test_an_account_belongs_to_one_officer_and_must_be_visible(self, people):
        agency = AgencyFactory()
        user = PostFactory(agency=agency).user
        register(actor_in(agency, Role.REVIEWER), agency, user_id=user.pk)
        with pytest.raises(Conflict, match="已经登记"):
            register(people, agency, certificate_number="2", user_id=user.pk)
        for user_id in (UserFactory().pk, uuid4()):
            with pytest.raises(NotFound):
                register(actor_in(agency, Role.REVIEWER), agency, certificate_number="3", user_id=user_id)

    def test_the_account_acts_as_that_officer(self, people):
        post = PostFactory(role=Role.INSPECTOR)
        officer = register(people, post.agency, user_id=post.user_id)
        assert queries.actor_for(post.user, post_id=None, via="field").officer_id == officer.pk


class TestCounting:
    @pytest.mark.parametrize(
        ("given", "counts"),
        [
            ({}, True),
            ({"certificate_until": date(2026, 11, 21)}, True),
            ({"certificate_until": date(2026, 11, 20)}, False),
            ({"certificate_from": date(2026, 11, 21)}, False),
            ({"certificate_from": None}, True),
            ({"is_auxiliary": True}, False),
            ({"is_active": False}, False),
        ],
    )
    def test_who_counts_today(self, given, counts):
        officer = OfficerFactory(**given)
        assert list(queries.certified_officers([officer.agency_id])) == ([officer] if counts else [])

    def test_an_expired_certificate_is_renewed_and_counts_again(self):
        officer = OfficerFactory(certificate_until=date(2026, 11, 1))
        reviewer = actor_in(officer.agency, Role.REVIEWER)
        operations.renew_certificate(actor=reviewer, officer_id=officer.pk, certificate_until=UNTIL)
        assert list(queries.certified_officers([officer.agency_id])) == [officer]
        assert last_data("officer.renewed") == {"certificate_until": "2028-01-01"}

    def test_a_renewal_is_later(self, people):
        officer = OfficerFactory()
        with pytest.raises(RuleViolated, match="晚于"):
            operations.renew_certificate(
                actor=people, officer_id=officer.pk, certificate_until=officer.certificate_until
            )

    def test_whoever_leaves_is_not_matched_any_more(self, people):
        officer = OfficerFactory()
        with pytest.raises(RuleViolated, match="理由"):
            operations.release_officer(actor=people, officer_id=officer.pk, reason=" ")
        operations.release_officer(actor=people, officer_id=officer.pk, reason="退休")
        assert list(queries.certified_officers([officer.agency_id])) == []
        assert actions_on(officer) == ["officer.left"]
        with pytest.raises(RuleViolated, match="已经离岗"):
            operations.release_officer(actor=people, officer_id=officer.pk, reason="退休")

    @pytest.mark.parametrize(
        "act",
        [
            lambda actor, pk: operations.renew_certificate(actor=actor, officer_id=pk, certificate_until=UNTIL),
            lambda actor, pk: operations.release_officer(actor=actor, officer_id=pk, reason="退休"),
        ],
    )
    def test_colleagues_may_not_and_other_regions_see_nobody(self, act):
        officer = OfficerFactory()
        with pytest.raises(NotAllowed):
            act(actor_in(officer.agency, Role.HANDLER), officer.pk)
        with pytest.raises(NotFound):
            act(actor_in(AgencyFactory(region=RegionFactory(code="140213")), Role.REVIEWER), officer.pk)


class TestVisibility:
    @pytest.mark.parametrize(
        ("region", "sees"),
        [("140000", True), ("140100", True), ("140105", True), ("140106", False), ("140200", False)],
    )
    def test_officers_of_the_own_region_and_below(self, region, sees):
        officer = OfficerFactory(agency=AgencyFactory(region=RegionFactory(code="140105")))
        actor = actor_in(AgencyFactory(region=RegionFactory(code=region), kind=AgencyKindFactory(code="YJ")))
        assert list(policies.visible_officers(actor)) == ([officer] if sees else [])

    def test_the_public_and_whoever_has_no_region_see_none(self):
        OfficerFactory()
        assert list(policies.visible_officers(Actor.public())) == []
        assert list(policies.visible_officers(Actor(name="x", via="api", permissions=frozenset({"org.view"})))) == []


class TestApiKeys:
    @pytest.fixture
    def agency(self):
        return AgencyFactory()

    def create(self, people, agency, **given):
        given = {"name": "市平台", "scopes": ["items:read", "entities:read"], **given}
        return operations.create_api_key(actor=people, agency_id=agency.pk, **given)

    def test_the_secret_is_shown_once_and_kept_as_a_hash(self, people, agency):
        key, secret = self.create(people, agency)
        assert secret.startswith(f"tj_{key.prefix}_")
        assert secret.removeprefix(f"tj_{key.prefix}_") not in key.secret_sha256
        assert secret not in Entry.objects.get(action="api_key.created").data
        assert last_data("api_key.created")["scopes"] == ["entities:read", "items:read"]

    def test_it_acts_for_its_agency_within_its_scopes(self, people, agency):
        _, secret = self.create(people, agency)
        holder = operations.use_api_key(actor=Actor.public(), presented=secret)
        assert holder.actor.agency_id == agency.pk
        assert holder.actor.permissions == {"registry.view", "catalog.view"}

    def test_revoked_lapsed_or_altered_it_opens_nothing(self, people, agency, clock):
        key, secret = self.create(people, agency, valid_until=NOON + timedelta(days=1))
        other, other_secret = self.create(people, agency)
        assert operations.use_api_key(actor=Actor.public(), presented=secret[:-1] + "!") is None
        assert operations.use_api_key(actor=Actor.public(), presented="tj_") is None
        operations.revoke_api_key(actor=people, key_id=other.pk)
        assert operations.use_api_key(actor=Actor.public(), presented=other_secret) is None
        clock.shift(timedelta(days=1))
        assert operations.use_api_key(actor=Actor.public(), presented=secret) is None
        assert actions_on(other) == ["api_key.created", "api_key.revoked"]
        with pytest.raises(NotFound):
            operations.revoke_api_key(actor=people, key_id=other.pk)

    @pytest.mark.parametrize("given", [{"name": " "}, {"scopes": []}, {"scopes": ["items:read", "everything"]}])
    def test_a_purpose_and_known_scopes_are_needed(self, people, agency, given):
        with pytest.raises(RuleViolated):
            self.create(people, agency, **given)

    def test_only_operators_make_and_revoke(self, people, agency):
        head = actor_in(agency, Role.HEAD)
        key, _ = self.create(people, agency)
        with pytest.raises(NotAllowed):
            self.create(head, agency)
        with pytest.raises(NotFound):
            operations.revoke_api_key(actor=head, key_id=key.pk)
        with pytest.raises(NotFound):
            operations.create_api_key(actor=people, agency_id=uuid4(), name="x", scopes=["items:read"])
