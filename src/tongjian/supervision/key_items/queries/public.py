"""Key items as the public sees them: those on the list, with the items that are public and nothing of the others."""

from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.supervision.catalog.policies import visible_versions as visible_items
from tongjian.supervision.key_items.models import KeyItemVersion, KeyPart
from tongjian.supervision.key_items.queries.key_items import in_force
from tongjian.supervision.scenarios.queries import public_scenarios


def public_key_items(*, text: str = "", area: str = "", region: str = "") -> QuerySet[KeyItemVersion]:
    """On the list today and with something public to it, ready to render: `parts` are the public ones, and
    `shows_scenario` says whether its 一件事 may be shown."""
    items = KeyPart.objects.filter(item__in=visible_items(Actor.public()).order_by().values("item"))
    shown = KeyItemVersion.objects.filter(in_force())
    shown = shown.annotate(
        shows_scenario=Exists(public_scenarios().order_by().filter(pk=OuterRef("scenario_version"))),
        shows_item=Exists(items.filter(version=OuterRef("pk"))),
    ).filter(Q(shows_scenario=True) | Q(shows_item=True))
    given = {"name__icontains": text, "area": area, "key_item__region": region}
    shown = shown.filter(**{name: value for name, value in given.items() if value})
    parts = Prefetch("parts", queryset=items.select_related("item__agency_kind").order_by("number"))
    related = ("key_item__region", "scenario_version__scenario")
    rows = shown.select_related(*related).prefetch_related(parts, "responsibilities__agency_kind", "scores")
    return rows.order_by("area", "key_item__code")


def get_public_key_item(code: str) -> KeyItemVersion:
    version = public_key_items().filter(key_item__code=code).first()
    if version is None:
        raise NotFound("key_item_not_found", "没有这个重点事项，或者没有公布。")
    return version


def public_key_item_state() -> tuple[date | None, tuple[object, ...]]:
    """The day on which the public list last became another, and marks that differ when it does."""
    today = timezone.localdate()
    shown = public_key_items()
    counted = shown.order_by().aggregate(n=Count("pk"), published=Max("published_at"), begun=Max("valid_from"))
    items = KeyPart.objects.filter(version__in=shown.order_by().values("pk")).count()
    ended = KeyItemVersion.objects.filter(valid_until__lte=today).aggregate(day=Max("valid_until"))["day"]
    days = [day for day in (counted["begun"], ended) if day]
    return max(days, default=None), (today, *counted.values(), items, ended)
