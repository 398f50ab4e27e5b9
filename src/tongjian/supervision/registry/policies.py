"""Who may see which entities, and who may change them."""

from django.db.models import Q, QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.org.models import Officer
from tongjian.pure.codes import significant
from tongjian.supervision.registry.models import Entity, Tagging


def visible_entities(actor: Actor) -> QuerySet[Entity]:
    """Those of the region subtree; the province also sees those whose place is unknown."""
    if not actor.has("registry.view") or not actor.region_code:
        return Entity.objects.none()
    place = significant(actor.region_code)
    return Entity.objects.all() if len(place) == 2 else Entity.objects.filter(region__code__startswith=place)


def can_import(actor: Actor) -> Verdict:
    return ALLOW if actor.has("registry.import") else deny("没有导入监管对象的权限。")


def can_undo_import(actor: Actor) -> Verdict:
    return ALLOW if actor.has("registry.undo_import") else deny("没有撤销导入的权限。")


def can_correct(actor: Actor) -> Verdict:
    return ALLOW if actor.has("registry.edit") else deny("没有更正监管对象信息的权限。")


def can_declare_interest(actor: Actor, officer: Officer) -> Verdict:
    """The officer in person, or a colleague who keeps the register."""
    if actor.officer_id == officer.pk or (actor.has("registry.edit") and actor.agency_id == officer.agency_id):
        return ALLOW
    return deny("只能登记本人的，或由本机关登记本机关执法人员的利害关系。", "《行政处罚法》第四十三条")


def can_refresh_search(actor: Actor) -> Verdict:
    return ALLOW if actor.has("registry.reindex") else deny("没有更新检索的权限。")


def can_merge(actor: Actor) -> Verdict:
    return ALLOW if actor.has("registry.edit") else deny("没有合并监管对象的权限。")


def can_decide_likeness(actor: Actor) -> Verdict:
    return ALLOW if actor.has("registry.edit") else deny("没有判断是否同一对象的权限。")


def visible_taggings(actor: Actor) -> QuerySet[Tagging]:
    """Tags that are worn: those of one's own agency and shared ones."""
    seen = Q(tag__is_shared=True) | Q(tag__agency=actor.agency_id)
    return Tagging.objects.filter(seen, removed_at=None)


def can_tag(actor: Actor) -> Verdict:
    """Tags belong to an agency, so one has to act for one."""
    return ALLOW if actor.has("registry.edit") and actor.agency_id else deny("没有给监管对象打标签的权限。")
