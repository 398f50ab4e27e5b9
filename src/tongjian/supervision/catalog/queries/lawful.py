"""Who may check what at all: asked when a demand is handed in and when a plan is."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.org import queries as org
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.queries.adoption import unpublished


def refuse_no_enforcer(agency: Agency, on: date) -> None:
    """V07, V01: who checks must be an enforcer whose status is published. Needs `agency.kind`."""
    if agency.kind.is_deliberative:
        raise rulebook.refusal("V07")
    if not org.published_enforcer(agency, on):
        raise rulebook.refusal("V01", detail=f"{agency.name}未列入。")


def refuse_lapsed(agency: Agency, versions: Sequence[ItemVersion], on: date, *, about: str) -> None:
    """V02: what is checked must be in force in the agency's place. `about` names the matter that has them."""
    lapsed = unpublished([version.pk for version in versions], on, region=agency.region_id)
    if names := [str(version) for version in versions if version.pk in lapsed]:
        raise rulebook.refusal("V02", detail=f"{about}中的{'、'.join(names)}不在有效期内，或者本地没有领用公布。")


def own_versions(version_ids: Iterable[UUID], agency: Agency) -> list[ItemVersion]:
    """Versions of items of the agency's own kind, with `item`. Raises RuleViolated."""
    wanted = set(version_ids)
    versions = list(ItemVersion.objects.filter(pk__in=wanted).select_related("item").order_by("item__code"))
    if len(versions) != len(wanted):
        raise RuleViolated("item_not_found", "所选事项中有不存在的版本。")
    if foreign := [str(version.item) for version in versions if version.item.agency_kind_id != agency.kind_id]:
        raise RuleViolated("item_of_another_agency", f"{'、'.join(foreign)}不是本部门的事项。")
    return versions
