"""一件事 as the public sees them: those in force, with the items that are public and nothing of the others."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, QuerySet, Value
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.supervision.catalog.policies import visible_versions as visible_items
from tongjian.supervision.registry.choices import EntityStatus
from tongjian.supervision.registry.models import Entity
from tongjian.supervision.registry.queries import entities_in_scope
from tongjian.supervision.scenarios.models import JointPart, ScenarioItem, ScenarioVersion
from tongjian.supervision.scenarios.queries.checklist import MergedPoint, merged_checklist
from tongjian.supervision.scenarios.queries.content import SCOPE_LABELS, scope_words
from tongjian.supervision.scenarios.queries.scenarios import in_force

AT_ONCE = 100
_OPEN = tuple(key for key in SCOPE_LABELS if key != "tags")
Scope = Mapping[str, Sequence[str]]


def public_scenarios(on: date | None = None, *, text: str = "", lead: str = "") -> QuerySet[ScenarioVersion]:
    """In force on the day and with a public item at least, ready to render: `scenario_items` are the public ones. A
    scenario that is told by tags departments share among themselves is theirs."""
    items = ScenarioItem.objects.filter(item_version__in=visible_items(Actor.public()))
    shown = ScenarioVersion.objects.filter(in_force(on), Exists(items.filter(version=OuterRef("pk"))))
    shown = shown.exclude(pk__in=_told_by_tags(shown))
    if text:
        shown = shown.filter(name__icontains=text)
    if lead:
        shown = shown.filter(lead=lead)
    rows = items.select_related("item_version__item__agency_kind", "item_version__checklist").order_by("number")
    parts = (Prefetch("scenario_items", queryset=rows), "cooperations__agency_kind", "steps", "papers")
    return shown.select_related("scenario__region", "lead").prefetch_related(*parts).order_by("scenario__code")


def _told_by_tags(versions: QuerySet[ScenarioVersion]) -> list[UUID]:
    """Read here and not by the database, whose engines differ in what they can ask of a JSON field."""
    scopes = versions.order_by().values_list("pk", "scope")
    return [pk for pk, scope in scopes if scope.get("tags")]


def public_scenarios_with(item_id: UUID) -> QuerySet[ScenarioVersion]:
    """Those in which a public item is checked together with others."""
    pinned = ScenarioItem.objects.filter(item_version__item=item_id).values("version")
    return public_scenarios().filter(pk__in=pinned)


def get_public_scenario(code: str) -> ScenarioVersion:
    version = public_scenarios().filter(scenario__code=code).first()
    if version is None:
        raise NotFound("scenario_not_found", "没有这件事，或者没有启用。")
    return version


def public_scope(version: ScenarioVersion) -> dict[str, str]:
    """Label → words, of what is said at all."""
    said = {key: version.scope[key] for key in _OPEN if version.scope.get(key)}
    return {label: words for label, words in scope_words(said).items() if words != "不限"}


def public_checklist(version: ScenarioVersion) -> list[MergedPoint]:
    """The joint form of a version from here. A joint wording of which a part is not public is not shown, for it may
    quote that part: its first public source speaks for itself."""
    lines = merged_checklist(version)
    sizes = dict(JointPart.objects.filter(version=version).order_by().values_list("joint").annotate(n=Count("pk")))
    return [
        replace(line, content=line.sources[0].point.content)
        if line.joint is not None and len(line.sources) < sizes[line.joint.pk]
        else line
        for line in lines
    ]


def scenarios_about(entity: Entity, regions: Sequence[str]) -> list[ScenarioVersion]:
    """Of these places, whose scope the entity's name, business scope, kind, industry and region fit. Permits are not
    looked up: who must hold one is said. One query more than `public_scenarios` for a hundred of them."""
    found = list(public_scenarios().filter(scenario__region__in=regions))
    fitting: set[object] = set()
    for at in range(0, len(found), AT_ONCE):
        asked = [
            entities_in_scope(one.scope, one.scenario.region_id, statuses=tuple(EntityStatus))
            .filter(pk=entity.pk)
            .order_by()
            .values_list(Value(str(one.pk)))
            for one in found[at : at + AT_ONCE]
        ]
        fitting |= {key for (key,) in asked[0].union(*asked[1:], all=True)}
    return [one for one in found if str(one.pk) in fitting]


def scenarios_about_industry(industry: str, regions: Sequence[str]) -> list[ScenarioVersion]:
    """Of these places (empty: of all) that name the industry, a part of it or the wider one it belongs to."""
    rows = public_scenarios()
    if regions:
        rows = rows.filter(scenario__region__in=regions)
    return [one for one in rows if any(_touch(code, industry) for code in one.scope.get("industries", ()))]


def _touch(code: str, industry: str) -> bool:
    return code.startswith(industry) or industry.startswith(code)


def public_scenario_state() -> tuple[date | None, tuple[object, ...]]:
    """The day on which the public list of scenarios last became another, and marks that differ when it does. Five
    queries."""
    today = timezone.localdate()
    shown = public_scenarios()
    counted = shown.order_by().aggregate(n=Count("pk"), published=Max("published_at"), begun=Max("valid_from"))
    pinned = ScenarioItem.objects.filter(version__in=shown.order_by().values("pk"))
    items = pinned.filter(item_version__in=visible_items(Actor.public())).count()
    ended = ScenarioVersion.objects.filter(valid_until__lte=today).aggregate(day=Max("valid_until"))["day"]
    days = [day for day in (counted["begun"], ended) if day]
    return max(days, default=None), (today, *counted.values(), items, ended)
