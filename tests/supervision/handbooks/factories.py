"""The petrol station's handbook: four check points of the market and the fire department."""

from django.utils import timezone

from tests.supervision.planning.factories import City, actor_of
from tests.supervision.scenarios.factories import make_published as make_scenario
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.choices import Role
from tongjian.supervision.catalog.models import Checklist, CheckPoint, ItemVersion
from tongjian.supervision.handbooks.models import Edition, Line
from tongjian.supervision.handbooks.operations import draft_handbook, publish_handbook, submit_handbook

MARKET = ("食品经营许可证是否有效。", "进货查验台账是否完整。")
FIRE = ("消防通道是否畅通。", "员工是否经过消防培训。")
BASES = ("《中华人民共和国行政处罚法》第三十三条", "《中华人民共和国消防法》第十六条")


def add_checklists(city: City) -> City:
    for version, points, basis in ((city.market_item, MARKET, BASES[0]), (city.fire_item, FIRE, BASES[1])):
        version.legal_basis, version.industries = basis, "F5265"
        version.checklist = make_checklist(f"JCB-{version.item.code}", *points)
        version.save()
    return city


def make_checklist(code: str, *points: str) -> Checklist:
    checklist = Checklist.objects.create(code=code, name=code, created_at=timezone.now())
    CheckPoint.objects.bulk_create(
        CheckPoint(checklist=checklist, number=number, content=content, method="现场查看")
        for number, content in enumerate(points, 1)
    )
    return checklist


def change_item(version: ItemVersion, *points: str, **fields) -> ItemVersion:
    """The next version of the item, in force from today, with a checklist of these points."""
    today, old = timezone.localdate(), version.number
    ItemVersion.objects.filter(pk=version.pk).update(valid_until=today)
    changed = ItemVersion.objects.get(pk=version.pk)
    changed.pk, changed._state.adding = None, True
    changed.id = ItemVersion._meta.pk.get_default()
    changed.number, changed.valid_from, changed.valid_until = old + 1, today, None
    changed.checklist = make_checklist(f"{version.checklist.code}-{old + 1}", *points)
    for name, value in fields.items():
        setattr(changed, name, value)
    changed.save(force_insert=True)
    return changed


def lead_in(city: City, role: Role = Role.HANDLER) -> Actor:
    return actor_of(city.market, role)


def make_handbook(city: City, *, has_scenario: bool = False, **fields) -> Edition:
    """Of the industry of both items, unless others are given or a scenario is wanted."""
    if has_scenario:
        fields["scenario_code"] = make_scenario(city).scenario.code
    fields.setdefault("industries", [] if has_scenario else ["F5265"])
    return draft_handbook(actor=lead_in(city), title="加油站合规手册", **fields)


def make_submitted(city: City, **fields) -> Edition:
    return submit_handbook(actor=lead_in(city), edition_id=make_handbook(city, **fields).pk)


def make_published(city: City, **fields) -> Edition:
    return publish_handbook(actor=lead_in(city, Role.HEAD), edition_id=make_submitted(city, **fields).pk)


def line_about(edition: Edition, words: str) -> Line:
    return Line.objects.get(edition=edition, generated__contains=words)
