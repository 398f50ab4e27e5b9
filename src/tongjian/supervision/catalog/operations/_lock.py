"""Every change of a version starts here."""

from collections.abc import Iterable
from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.models import AgencyKind
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.policies import visible_versions


def lock_version(actor: Actor, version_id: UUID) -> ItemVersion:
    seen = visible_versions(actor).filter(pk=version_id).values("pk")
    versions = ItemVersion.objects.select_related("item__agency_kind").select_for_update(of=("self",))
    version = versions.filter(pk__in=seen).first()
    if version is None:
        raise NotFound("item_version_not_found", "没有这个事项版本，或者您无权查看。")
    return version


def lock_kinds(codes: Iterable[str]) -> dict[str, AgencyKind]:
    """Whoever adds items or drafts to a department's list waits here for the other one; always in the same order."""
    kinds = AgencyKind.objects.select_for_update().filter(pk__in=set(codes)).order_by("pk")
    return {kind.pk: kind for kind in kinds}
