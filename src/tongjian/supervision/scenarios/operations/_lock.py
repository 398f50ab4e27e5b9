"""Every change of a scenario starts here, so that two never work on the same one."""

from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.supervision.scenarios.models import Scenario, ScenarioVersion
from tongjian.supervision.scenarios.policies import visible_scenarios, visible_versions
from tongjian.supervision.scenarios.queries import ready


def lock_scenario(actor: Actor, scenario_id: UUID) -> Scenario:
    seen = visible_scenarios(actor).filter(pk=scenario_id).values("pk")
    scenario = Scenario.objects.select_for_update().filter(pk__in=seen).first()
    if scenario is None:
        raise NotFound("scenario_not_found", "没有这件事，或者您无权查看。")
    return scenario


def lock_version(actor: Actor, version_id: UUID) -> ScenarioVersion:
    """The version as it is once its scenario is locked."""
    known = visible_versions(actor).filter(pk=version_id).values_list("scenario", flat=True).first()
    if known is None:
        raise NotFound("scenario_not_found", "没有这件事的这个版本，或者您无权查看。")
    lock_scenario(actor, known)
    version = ready(visible_versions(actor).filter(pk=version_id)).first()
    if version is None:
        raise NotFound("scenario_not_found", "没有这件事的这个版本，或者您无权查看。")
    return version
