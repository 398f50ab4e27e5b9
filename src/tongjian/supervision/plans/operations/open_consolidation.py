"""发起撮合。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import next_number
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Region
from tongjian.supervision.plans.choices import RoundState
from tongjian.supervision.plans.models import Consolidation, Proposal, ProposalLine
from tongjian.supervision.plans.operations._consolidation import ask_departments
from tongjian.supervision.plans.policies import can_coordinate
from tongjian.supervision.plans.queries.consolidating import Computed, consolidate
from tongjian.supervision.plans.queries.explaining import as_data


@transaction.atomic
def open_consolidation(*, actor: Actor, year: int) -> Consolidation:
    """Works out the proposals of the actor's place and asks the departments concerned, each within its own clock. Its
    code is `CH-<region>-<year>-<two digits>`. One round at a time for a place and year."""
    region = actor.region_code
    require(can_coordinate(actor, region))
    assert actor.agency_id is not None
    Region.objects.select_for_update().get(pk=region)  # who opens a round of the place waits for the other one
    if Consolidation.objects.filter(region=region, year=year, state=RoundState.OPEN).exists():
        raise Conflict("consolidation_open", f"{year} 年度已有一轮撮合正在办理，办结后再发起。")
    computed = consolidate(actor, region, year)
    if not computed.proposals:
        raise RuleViolated(
            "nothing_to_consolidate", f"{year} 年度已备案、已公布的计划没有可以合并、线上、变更或者取消的项目。"
        )
    number = next_number(actor=actor, series=f"撮合-{region}-{year}")
    found = Consolidation.objects.create(
        code=f"CH-{region}-{year}-{number:02d}", region_id=region, year=year, coordinator_id=actor.agency_id,
        agencies=len({code for pair in computed.overlaps for code in pair}), lines=computed.own,
        overlaps=[[*pair, common] for pair, common in computed.overlaps.items()],
        opened_by=actor.user_id, opened_at=timezone.now(),
    )  # fmt: skip
    for place, agencies in enumerate(_stored(found, computed), start=1):
        ask_departments(actor, found.proposals.get(number=place), agencies)
    record(
        actor, "consolidation.opened", found, code=found.code, region=region, year=year, lines=found.lines,
        proposals=len(computed.proposals),
    )  # fmt: skip
    return found


def _stored(found: Consolidation, computed: Computed) -> list[list[UUID]]:
    """Puts the proposals down; the agencies that each concerns."""
    asked = []
    for number, one in enumerate(computed.proposals, start=1):
        proposal = Proposal.objects.create(
            consolidation=found, number=number, kind=one.kind, facts=as_data(one.why), common=one.common,
            saved=one.saved,
        )  # fmt: skip
        lines = [computed.lines[key] for key in one.lines]
        ProposalLine.objects.bulk_create(
            ProposalLine(proposal=proposal, place=place, line=line) for place, line in enumerate(lines)
        )
        asked.append(list(dict.fromkeys(line.plan.agency_id for line in lines)))
    return asked
