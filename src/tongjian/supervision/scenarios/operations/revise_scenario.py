"""修改一件事。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.scenarios.choices import VersionState
from tongjian.supervision.scenarios.models import ScenarioVersion
from tongjian.supervision.scenarios.operations._content import clean, next_version, recorded, write
from tongjian.supervision.scenarios.operations._joints import carry_over
from tongjian.supervision.scenarios.operations._lock import lock_scenario
from tongjian.supervision.scenarios.policies import can_edit, can_lead
from tongjian.supervision.scenarios.queries import ScenarioContent, content_of, ready


@transaction.atomic
def revise_scenario(*, actor: Actor, scenario_id: UUID, content: ScenarioContent) -> ScenarioVersion:
    """The open draft takes the new content; of what was published or stopped a next version is begun."""
    scenario = lock_scenario(actor, scenario_id)
    newest = ready(ScenarioVersion.objects.filter(scenario=scenario)).order_by("-number").first()
    if newest is None:
        raise NotFound("scenario_not_found", "没有这件事，或者您无权查看。")
    require(can_edit(actor, newest))
    require(can_lead(actor, content.lead))
    if newest.state == VersionState.REVIEW:
        raise Conflict("scenario_in_review", "这件事正在审核，审核结束后才能再修改。")
    content = clean(content, scenario.region_id)
    if newest.state == VersionState.PUBLISHED and content == content_of(newest):
        raise RuleViolated("nothing_changed", "内容与已启用的版本相同，不需要新的版本。")
    version = newest if newest.state == VersionState.DRAFT else next_version(scenario, newest)
    version.created_by = actor.user_id
    write(version, content)
    version = ready(ScenarioVersion.objects.filter(pk=version.pk)).get()
    carry_over(newest, version)
    record(actor, "scenario.drafted", scenario, **recorded(version))
    return version
