"""编制一件事。"""

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import next_number
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.scenarios.models import Scenario, ScenarioVersion
from tongjian.supervision.scenarios.operations._content import clean, next_version, recorded, write
from tongjian.supervision.scenarios.policies import can_lead
from tongjian.supervision.scenarios.queries import ScenarioContent, ready


@transaction.atomic
def draft_scenario(*, actor: Actor, content: ScenarioContent) -> ScenarioVersion:
    """A new one in the actor's region, with its first draft. Its code is `YJS-<region>-<three digits>`."""
    require(can_lead(actor, content.lead))
    content = clean(content, actor.region_code)
    number = next_number(actor=actor, series=f"一件事-{actor.region_code}")
    scenario = Scenario.objects.create(
        code=f"YJS-{actor.region_code}-{number:03d}", region_id=actor.region_code, created_at=timezone.now()
    )
    version = next_version(scenario, None)
    version.created_by = actor.user_id
    write(version, content)
    version = ready(ScenarioVersion.objects.filter(pk=version.pk)).get()
    record(actor, "scenario.drafted", scenario, **recorded(version))
    return version
