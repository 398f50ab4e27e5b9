"""Who may see scenarios, and who may do what with them."""

from django.db.models import Q, QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.org.queries import own_kind
from tongjian.supervision.scenarios.choices import VersionState
from tongjian.supervision.scenarios.models import Scenario, ScenarioVersion
from tongjian.supervision.scenarios.workflow import VERSION_WORKFLOW

SETTLED = (VersionState.PUBLISHED, VersionState.SUPERSEDED, VersionState.STOPPED)


def visible_versions(actor: Actor) -> QuerySet[ScenarioVersion]:
    """What is or was in force is no secret among officials; drafts and reviews are seen by the lead's kind of
    department and the coordinator in the region that compiles them, and by whoever acts for no agency."""
    if not actor.has("scenarios.view"):
        return ScenarioVersion.objects.none()
    if actor.agency_id is None:
        return ScenarioVersion.objects.all()
    settled, kind = Q(state__in=SETTLED), own_kind(actor)
    if kind is None:
        return ScenarioVersion.objects.filter(settled)
    here = Q(scenario__region=actor.region_code)
    return ScenarioVersion.objects.filter(settled | (here if kind.is_coordinator else here & Q(lead=kind)))


def visible_scenarios(actor: Actor) -> QuerySet[Scenario]:
    return Scenario.objects.filter(pk__in=visible_versions(actor).values("scenario"))


def can_compile(actor: Actor) -> Verdict:
    if not actor.has("scenarios.edit"):
        return deny("您没有编制一件事的权限。")
    return ALLOW if actor.agency_id else deny("编制一件事须代表一个部门。")


def can_lead(actor: Actor, lead: str) -> Verdict:
    """A department compiles what it leads, the coordinator what any leads."""
    general = can_compile(actor)
    return _own(actor, actor.region_code, lead, "只能编制本部门牵头的一件事。") if general else general


def can_edit(actor: Actor, version: ScenarioVersion) -> Verdict:
    general = can_compile(actor)
    if not general:
        return general
    return _own(actor, version.scenario.region_id, version.lead_id, "由牵头部门或者统筹部门修改。")


def can_review(actor: Actor, version: ScenarioVersion) -> Verdict:
    """A second person of the lead or of the coordinator."""
    if not actor.has("scenarios.review") or actor.agency_id is None:
        return deny("您没有审核一件事的权限。")
    if actor.is_own_doing(version.created_by, needs="scenarios.edit"):
        return deny("编制人不能审核自己编制的一件事。")
    return _own(actor, version.scenario.region_id, version.lead_id, "由牵头部门或者统筹部门审核。")


def can_join(actor: Actor, version: ScenarioVersion) -> Verdict:
    """Whoever edits, while it is a draft: what is under review or in force does not change any more."""
    if version.state != VersionState.DRAFT:
        return deny("只有草稿可以合并、拆开要点；已启用的，请编制新版本。")
    return can_edit(actor, version)


def can_act(actor: Actor, version: ScenarioVersion, act: str) -> Verdict:
    """`act` is a transition: submit is for whoever edits, the others for whoever reviews."""
    if not VERSION_WORKFLOW.allows(act, state=version.state):
        return deny("当前状态不能这样办理。")
    return can_edit(actor, version) if act == "submit" else can_review(actor, version)


def _own(actor: Actor, region: str, lead: str, reason: str) -> Verdict:
    kind = own_kind(actor)
    if region != actor.region_code:
        return deny("这件事由其他层级或者地方编制。")
    return ALLOW if kind is not None and (kind.is_coordinator or kind.pk == lead) else deny(reason)
