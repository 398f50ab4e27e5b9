"""People and agencies for tests."""

from datetime import date

import factory

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.choices import RegionLevel, Role, UserKind
from tongjian.foundation.org.models import Agency, AgencyKind, EnforcementStatus, Officer, Post, Region, User
from tongjian.foundation.org.roles import CAPABILITIES
from tongjian.pure.codes import level_of, parent_of

PASSWORD = "青山依旧在 2026"


class RegionFactory(factory.django.DjangoModelFactory):
    """A region by code; the regions above it are made with it."""

    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "140105"
    name = factory.LazyAttribute(lambda region: f"区划{region.code}")
    level = factory.LazyAttribute(lambda region: RegionLevel(level_of(region.code)))

    @factory.lazy_attribute
    def parent(self):
        above = parent_of(self.code)
        return RegionFactory(code=above) if above else None


class AgencyKindFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgencyKind
        django_get_or_create = ("code",)

    code = "SCJG"
    title = factory.LazyAttribute(lambda kind: f"部门{kind.code}")
    short_name = factory.LazyAttribute(lambda kind: kind.code)
    province_name = factory.LazyAttribute(lambda kind: f"山西省{kind.title}")
    city_name = factory.LazyAttribute(lambda kind: "{region}" + kind.title)
    county_name = factory.LazyAttribute(lambda kind: "{region}" + kind.title)
    is_enforcer = True


class AgencyFactory(factory.django.DjangoModelFactory):
    """An agency; `published=True` puts it on the list of enforcement subjects."""

    class Meta:
        model = Agency
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    kind = factory.SubFactory(AgencyKindFactory)
    region = factory.SubFactory(RegionFactory)
    code = factory.LazyAttribute(lambda agency: f"{agency.region.code}-{agency.kind.code}")
    name = factory.LazyAttribute(lambda agency: f"{agency.region.name}{agency.kind.title}局")
    valid_from = date(2019, 1, 1)

    @factory.post_generation
    def published(self, create, extracted, **kwargs):
        if extracted:
            EnforcementStatusFactory(agency=self)


class EnforcementStatusFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EnforcementStatus

    agency = factory.SubFactory(AgencyFactory)
    basis = "测试公告〔2025〕1号"
    published_at = date(2025, 6, 1)
    valid_from = date(2025, 6, 1)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda number: f"person-{number}")
    name = factory.Sequence(lambda number: f"测试人员{number}")
    kind = UserKind.OFFICIAL
    password = factory.django.Password(PASSWORD)


class PostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Post

    user = factory.SubFactory(UserFactory)
    agency = factory.SubFactory(AgencyFactory)
    role = Role.HANDLER
    valid_from = date(2025, 1, 1)


class OfficerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Officer

    agency = factory.SubFactory(AgencyFactory)
    name = factory.Sequence(lambda number: f"执法人员{number}")
    certificate_number = factory.Sequence(lambda number: f"04{number:09}")
    certificate_from = date(2024, 1, 1)
    certificate_until = date(2030, 1, 1)


def actor_in(agency, role=Role.HANDLER, **extra):
    """A person of the agency in a role, as the web door would make it. A user is made unless `user_id` is given."""
    given = {"name": "测试人员", "user_id": None, **extra}
    if given["user_id"] is None:
        given["user_id"] = UserFactory().pk
    return Actor(
        via="web",
        agency_id=agency.pk,
        agency_name=agency.name,
        region_code=agency.region_id,
        region_name=agency.region.name,
        permissions=given.pop("permissions", CAPABILITIES[Role(role)]),
        **given,
    )


def operator():
    """Who makes agencies and users."""
    user = UserFactory(kind=UserKind.OPERATOR)
    return Actor(
        name=user.name, via="web", user_id=user.pk, region_code="140000", permissions=CAPABILITIES[Role.OPERATOR]
    )
