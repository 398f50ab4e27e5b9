"""Rows for the tests of inspections: two departments of 尖草坪区, their people, an enterprise, a visit."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory
from django.utils import timezone

from tests.foundation.org import factories as org
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import Checklist, CheckPoint, Item, ItemVersion, Qualification
from tongjian.supervision.inspections.choices import OfficerSource
from tongjian.supervision.inspections.models import Visit, VisitCause, VisitItem, VisitOfficer, VisitTeam
from tongjian.supervision.registry.choices import EntityKind
from tongjian.supervision.registry.models import Entity

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 1, 9, 0, tzinfo=ZONE)  # a Tuesday
DAY = date(2026, 9, 10)  # the day of the visit, a Thursday


def at(hour, minute=0, on=DAY):
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZONE)


class RegionFactory(org.RegionFactory):
    code = "140108"
    name = factory.LazyAttribute(lambda region: _REGIONS.get(region.code, region.code))


_REGIONS = {"140000": "山西省", "140100": "太原市", "140108": "尖草坪区", "140200": "大同市"}


class AgencyKindFactory(org.AgencyKindFactory):
    title = factory.LazyAttribute(lambda kind: {"SCJG": "市场监督管理", "XF": "消防救援"}.get(kind.code, kind.code))


class AgencyFactory(org.AgencyFactory):
    """`published=False` leaves it off the list of enforcement subjects."""

    kind = factory.SubFactory(AgencyKindFactory)
    region = factory.SubFactory(RegionFactory)

    @factory.post_generation
    def published(self, create, extracted, **kwargs):
        if extracted is not False:
            org.EnforcementStatusFactory(agency=self)


class OfficerFactory(org.OfficerFactory):
    """With an account, as inspectors have."""

    agency = factory.SubFactory(AgencyFactory)
    user = factory.SubFactory(org.UserFactory)
    name = factory.LazyAttribute(lambda officer: officer.user.name)


class ItemVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ItemVersion

    class Params:
        agency_kind = factory.SubFactory(AgencyKindFactory)
        title = "食品经营许可检查"

    item = factory.LazyAttributeSequence(
        lambda version, n: Item.objects.create(
            code=f"{version.agency_kind.code}-{n:04d}",
            agency_kind=version.agency_kind,
            name=f"{version.title}{n}",
            created_at=timezone.now(),
        )
    )
    number = 1
    state = VersionState.PUBLISHED
    published_at = datetime(2026, 1, 5, tzinfo=ZONE)
    valid_from = date(2026, 1, 5)


class EntityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Entity

    name = factory.Sequence(lambda n: f"太原市尖草坪区晋味轩餐饮服务有限公司第{n}分公司")
    search_name = factory.LazyAttribute(lambda entity: entity.name)
    kind = EntityKind.ENTERPRISE
    uscc = factory.Sequence(lambda n: f"91140108DEM0{n:06d}"[:18])
    region = factory.SubFactory(RegionFactory)
    address = "山西省太原市尖草坪区兴华街 18 号"
    created_at = factory.LazyFunction(timezone.now)
    updated_at = factory.LazyFunction(timezone.now)


class VisitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Visit

    number = factory.Sequence(lambda n: f"检查-140108-2026-{n:06d}")
    entity = factory.SubFactory(EntityFactory)
    region = factory.LazyAttribute(lambda visit: visit.entity.region)
    address = factory.LazyAttribute(lambda visit: visit.entity.address)
    origin = "planning.draw:抽取-140100-2026-1-v1"
    sequence = factory.Sequence(lambda n: n + 1)
    year = 2026
    window_from = date(2026, 9, 1)
    window_until = date(2026, 12, 1)
    created_at = factory.LazyFunction(timezone.now)


def checklist_of(version, points):
    """Attaches a checklist with that many points."""
    checklist = Checklist.objects.create(
        code=f"B-{version.item.code}", name="食品经营检查表", created_at=timezone.now()
    )
    CheckPoint.objects.bulk_create(
        CheckPoint(checklist=checklist, number=n, content=f"第 {n} 项：从业人员健康证明是否有效")
        for n in range(1, points + 1)
    )
    version.checklist = checklist
    version.save(update_fields=["checklist"])
    return checklist


def team_in(visit, agency, *, role="cooperate", items=1, officers=2, **fields):
    """A department's part: published items, certified officers qualified for them."""
    team = VisitTeam.objects.create(visit=visit, agency=agency, role=role, **fields)
    versions = [ItemVersionFactory(agency_kind=agency.kind) for _ in range(items)]
    VisitItem.objects.bulk_create(VisitItem(team=team, item_version=version, demand="XQ-1") for version in versions)
    for place in range(1, officers + 1):
        officer = qualified_officer(agency, team)
        VisitOfficer.objects.create(team=team, place=place, officer=officer, source=OfficerSource.DRAWN)
    return team


def qualified_officer(agency, team, **fields):
    officer = OfficerFactory(agency=agency, **fields)
    for item in team.items.select_related("item_version"):
        Qualification.objects.get_or_create(officer=officer, item_id=item.item_version.item_id)
    return officer


def actor_in(agency, role, *, officer=None, via="web"):
    """Somebody of the agency in a role, with a user of their own; an officer's own user where given."""
    user = officer.user if officer else org.UserFactory()
    extra = {"officer_id": officer.pk} if officer else {}
    return replace(org.actor_in(agency, role, user_id=user.pk, name=user.name, **extra), via=via)


def ground_for(visit, agency, **fields):
    """The document behind a visit that was not planned."""
    given = {
        "visit": visit,
        "agency": agency,
        "entity": visit.entity,
        "kind": visit.cause,
        "label": "投诉举报、信访、12345",
        "citation": "陕环执法函〔2025〕122号",
        "document_number": f"太12345字〔2026〕{visit.sequence}号",
        "document_from": "太原市12345政务服务便民热线",
        "document_on": NOW.date(),
        "reason": "反映食材过期",
        "valid_until": date(2026, 12, 1),
        "opened_at": NOW,
    }
    return VisitCause.objects.create(**given | fields)
