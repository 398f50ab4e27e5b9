"""Who may see and change the list of items."""

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.org.models import Agency, AgencyKind, Officer
from tongjian.supervision.catalog.choices import AdoptionState, CapState, Secrecy, VersionState
from tongjian.supervision.catalog.models import (
    AdjustmentTask,
    Adoption,
    Checklist,
    FrequencyCap,
    Item,
    ItemVersion,
)
from tongjian.supervision.catalog.workflow import VERSION_WORKFLOW


def visible_items(actor: Actor) -> QuerySet[Item]:
    """Officials see every item; the public and other systems see those with a published version that are not
    restricted."""
    if actor.has("catalog.view"):
        return Item.objects.filter(is_restricted=False) if actor.via == "api" else Item.objects.all()
    shown = {"versions__state": VersionState.PUBLISHED, "versions__secrecy": Secrecy.PUBLIC}
    return Item.objects.filter(**shown, is_restricted=False).distinct()


def visible_versions(actor: Actor) -> QuerySet[ItemVersion]:
    """Drafts are seen by the department kinds whose items they are and by whoever may bring in every kind's."""
    public = Q(state__in=[VersionState.PUBLISHED, VersionState.RETIRED])
    if not actor.has("catalog.view") or actor.via == "api":
        return ItemVersion.objects.filter(public, secrecy=Secrecy.PUBLIC, item__is_restricted=False)
    kinds = editable_kinds(actor)
    if kinds is None:
        return ItemVersion.objects.all() if actor.has("catalog.import") else ItemVersion.objects.filter(public)
    return ItemVersion.objects.filter(public | Q(item__agency_kind__in=kinds))


def visible_checklists(actor: Actor) -> QuerySet[Checklist]:
    return Checklist.objects.all() if actor.has("catalog.view") else Checklist.objects.none()


def can_import(actor: Actor) -> Verdict:
    return ALLOW if actor.has("catalog.import") else deny("您没有导入监管事项的权限。")


def editable_kinds(actor: Actor) -> frozenset[str] | None:
    """Codes of the department kinds whose items the actor may bring in; None means every one."""
    if actor.agency_id is None:
        return None
    kind = AgencyKind.objects.filter(agencies=actor.agency_id).first()
    if kind is None:
        return frozenset()
    return None if kind.is_coordinator else frozenset({kind.code})


def own_region(actor: Actor) -> str:
    """Where the actor compiles; empty for whoever acts for no agency."""
    return actor.region_code if actor.agency_id is not None else ""


def can_edit(actor: Actor, kind_code: str, place: str = "") -> Verdict:
    """Departments compile the items of their own kind, the coordinator those of every kind; an item that has a
    `place` only in that place: elsewhere it is adopted."""
    if not actor.has("catalog.edit"):
        return deny("您没有编制事项的权限。")
    return _own(actor, kind_code, place, "只能编制本部门类别的事项。")


def can_edit_item(actor: Actor, item: Item) -> Verdict:
    return can_edit(actor, item.agency_kind_id, item.region_id or "")


def can_compile(actor: Actor) -> Verdict:
    return ALLOW if actor.has("catalog.edit") else deny("您没有编制事项的权限。")


def can_adopt(actor: Actor) -> Verdict:
    """Departments adopt for themselves; nobody adopts in another's name."""
    if not actor.has("catalog.edit") or actor.agency_id is None:
        return deny("您没有为本部门领用事项的权限。")
    return ALLOW


def visible_adoptions(actor: Actor) -> QuerySet[Adoption]:
    """What places adopted and declined is no secret among officials; what waits for review is seen by the department
    itself. The public asks `queries.applying`."""
    if not actor.has("catalog.view"):
        return Adoption.objects.none()
    settled = Q(state__in=[AdoptionState.PUBLISHED, AdoptionState.ENDED])
    return Adoption.objects.filter(settled | Q(agency=actor.agency_id))


def can_review_adoptions(actor: Actor) -> Verdict:
    if not actor.has("catalog.review") or actor.agency_id is None:
        return deny("您没有审核公布本部门领用事项的权限。")
    return ALLOW


def can_review_adoption(actor: Actor, adoption: Adoption) -> Verdict:
    """A second person of the same department."""
    general = can_review_adoptions(actor)
    if not general:
        return general
    if adoption.agency_id != actor.agency_id:
        return deny("只能审核本部门的领用。")
    if actor.is_own_doing(adoption.chosen_by, needs="catalog.edit", on=localdate(adoption.chosen_at)):
        return deny("提出领用的人不能审核自己提出的领用。")
    return ALLOW


def can_review(actor: Actor, version: ItemVersion) -> Verdict:
    """A second person of the same kind of department publishes."""
    if not actor.has("catalog.review"):
        return deny("您没有审核发布事项的权限。")
    if actor.is_own_doing(version.created_by, needs="catalog.edit"):
        return deny("编制人不能审核自己编制的事项。")
    item = version.item
    return _own(actor, item.agency_kind_id, item.region_id or "", "只能审核本部门类别的事项。")


def can_act(actor: Actor, version: ItemVersion, act: str) -> Verdict:
    """`act` is a transition of the workflow: submit is for whoever edits, the others for whoever reviews."""
    if not VERSION_WORKFLOW.allows(act, state=version.state):
        return deny("当前状态不能这样办理。")
    return can_edit_item(actor, version.item) if act == "submit" else can_review(actor, version)


def can_attach_checklist(actor: Actor, version: ItemVersion) -> Verdict:
    if not actor.has("catalog.attach_checklist"):
        return deny("您没有关联检查表的权限。")
    item = version.item
    return _own(actor, item.agency_kind_id, item.region_id or "", "只能为本部门类别的事项关联检查表。")


def visible_adjustment_tasks(actor: Actor) -> QuerySet[AdjustmentTask]:
    """Who still has to look at its items after a law changed is no secret among officials."""
    return AdjustmentTask.objects.all() if actor.has("catalog.view") else AdjustmentTask.objects.none()


def can_settle(actor: Actor, task: AdjustmentTask) -> Verdict:
    if not actor.has("catalog.edit"):
        return deny("您没有编制事项的权限。")
    return ALLOW if task.agency_id == actor.agency_id else deny(f"由{task.agency.name}办理。")


def visible_caps(actor: Actor) -> QuerySet[FrequencyCap]:
    """What is or was in force is public; what waits or was returned is the department's own."""
    settled = Q(state__in=[CapState.PUBLISHED, CapState.ENDED])
    if not actor.has("catalog.view") or actor.agency_id is None:
        return FrequencyCap.objects.filter(settled)
    return FrequencyCap.objects.filter(settled | Q(agency=actor.agency_id))


def can_set_cap(actor: Actor) -> Verdict:
    if not actor.has("catalog.edit") or actor.agency_id is None:
        return deny("您没有编制本部门频次上限的权限。")
    return ALLOW


def can_review_cap(actor: Actor, cap: FrequencyCap) -> Verdict:
    """A second person of the department."""
    if not actor.has("catalog.review"):
        return deny("您没有审核公布频次上限的权限。")
    if cap.agency_id != actor.agency_id:
        return deny(f"由{cap.agency.name}审核公布。")
    if actor.is_own_doing(cap.set_by, needs="catalog.edit", on=localdate(cap.set_at)):
        return deny("编制人不能审核自己编制的频次上限。")
    return ALLOW


def takes_checklist(version: ItemVersion) -> bool:
    """A draft, and a published version that has none yet; what is under review does not change under the reviewer."""
    is_bare = version.state == VersionState.PUBLISHED and version.checklist_id is None
    return version.state == VersionState.DRAFT or is_bare


def can_qualify(actor: Actor) -> Verdict:
    return ALLOW if actor.has("org.manage_officers") else deny("您没有登记执法人员资格的权限。")


def qualifiable_officers(actor: Actor) -> QuerySet[Officer]:
    """Those of the own agency; whoever is bound to none, everybody's."""
    if not can_qualify(actor):
        return Officer.objects.none()
    officers = Officer.objects.filter(is_active=True)
    return officers if actor.agency_id is None else officers.filter(agency=actor.agency_id)


def _own(actor: Actor, kind_code: str, place: str, reason: str) -> Verdict:
    if place and own_region(actor) not in ("", place):
        return deny("这个事项由其他层级或者地方的部门编制；本部门可以领用，或者说明理由不领用。")
    return _own_kind(actor, kind_code, reason)


def _own_kind(actor: Actor, kind_code: str, reason: str) -> Verdict:
    if actor.agency_id is None:
        return ALLOW if actor.has("catalog.import") else deny(reason)
    agency = Agency.objects.select_related("kind").filter(pk=actor.agency_id).first()
    if agency is not None and (agency.kind_id == kind_code or agency.kind.is_coordinator):
        return ALLOW
    return deny(reason)
