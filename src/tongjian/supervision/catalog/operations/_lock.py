"""Every change of a version starts here."""

from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.catalog.policies import visible_versions


def lock_version(actor: Actor, version_id: UUID) -> ItemVersion:
    versions = visible_versions(actor).select_related("item").select_for_update(of=("self",))
    version = versions.filter(pk=version_id).first()
    if version is None:
        raise NotFound("item_version_not_found", "没有这个事项版本，或者您无权查看。")
    return version
