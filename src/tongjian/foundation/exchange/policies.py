"""Who may see batches, and who may bring in, apply and take back which dataset."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import Batch, ColumnMapping, Feed
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.pure.codes import significant

IMPORT: Mapping[str, str] = {
    Dataset.ENTITIES: "registry.import",
    Dataset.ITEMS: "catalog.import",
    Dataset.CHECKLISTS: "catalog.import",
    Dataset.OFFICERS: "org.manage_officers",
    Dataset.GRADES: "registry.import",
    Dataset.PLANS: "plans.edit",
}
UNDO: Mapping[str, str] = {**IMPORT, Dataset.ENTITIES: "registry.undo_import", Dataset.GRADES: "registry.undo_import"}


def visible_batches(actor: Actor) -> QuerySet[Batch]:
    """Those of agencies in the region subtree; those without an agency (from the command line) from the province; a
    plan's file, which nobody else sees before it is handed in, only by its own department.
    Whoever keeps the officers and sees no business data sees the registers of officers he or she brought in."""
    if not actor.has("exchange.view") and actor.has(IMPORT[Dataset.OFFICERS]):
        own_registers = Batch.objects.filter(dataset=Dataset.OFFICERS, created_by=actor.user_id)
        return own_registers.exclude(created_by=None).select_related("agency")
    if not actor.has("exchange.view") or not actor.region_code:
        return Batch.objects.none()
    place = significant(actor.region_code)
    own = Q(agency__region__code__startswith=place) | Q(created_by=actor.user_id, created_by__isnull=False)
    batches = Batch.objects.filter(own | Q(agency=None) if len(place) == 2 else own).select_related("agency")
    return batches.exclude(~Q(agency=actor.agency_id), dataset=Dataset.PLANS) if actor.agency_id else batches


def visible_mappings(actor: Actor) -> QuerySet[ColumnMapping]:
    """As batches are."""
    if not actor.has("exchange.view") or not actor.region_code:
        return ColumnMapping.objects.none()
    place = significant(actor.region_code)
    own = Q(agency__region__code__startswith=place)
    return ColumnMapping.objects.filter(own | Q(agency=None) if len(place) == 2 else own).select_related("agency")


def can_import(actor: Actor, dataset: str) -> Verdict:
    return ALLOW if actor.has(IMPORT[dataset]) else deny(f"没有导入{Dataset(dataset).label}的权限。")


def can_change(actor: Actor, batch: Batch) -> Verdict:
    """Map, stage and apply: whoever brought it in, or a colleague of the same agency with the right to import."""
    verdict = can_import(actor, batch.dataset)
    if not verdict or actor.agency_id == batch.agency_id or actor.user_id == batch.created_by:
        return verdict
    return deny("只有导入这个批次的机关可以处理它。")


def can_correct_mapping(actor: Actor, mapping: ColumnMapping) -> Verdict:
    """The source itself; what came in on the host for nobody belongs to the province."""
    verdict = can_import(actor, mapping.dataset)
    is_own = actor.agency_id == mapping.agency_id or mapping.agency_id is None
    return verdict if not verdict or is_own else deny("只有来源机关可以更正自己的列对应。")


def can_undo(actor: Actor, batch: Batch) -> Verdict:
    return ALLOW if actor.has(UNDO[batch.dataset]) else deny(f"没有撤销{Dataset(batch.dataset).label}导入的权限。")


def visible_feeds(actor: Actor) -> QuerySet[Feed]:
    if not actor.has("exchange.view") or not actor.region_code:
        return Feed.objects.none()
    within = Feed.objects.filter(agency__region__code__startswith=significant(actor.region_code))
    return within.select_related("agency__region")


def can_open_feed(actor: Actor, dataset: str) -> Verdict:
    """For one's own agency only: whoever has a folder speaks in the name of its agency."""
    verdict = can_import(actor, dataset)
    return verdict if not verdict or actor.agency_id else deny("交换目录由来源机关自己设立。")


def can_switch_feed(actor: Actor, feed: Feed) -> Verdict:
    verdict = can_import(actor, feed.dataset)
    is_own = actor.agency_id == feed.agency_id
    return verdict if not verdict or is_own else deny("只有来源机关可以启用或者停用自己的交换目录。")
