"""发出监督提醒。"""

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.inspections.models import WatchNotice, WatchPart
from tongjian.supervision.inspections.operations._notices import ask_part
from tongjian.supervision.inspections.queries.watching import Fact


@transaction.atomic
def open_notice(*, actor: Actor, fact: Fact) -> WatchNotice | None:
    """Asks every department concerned, each with its clock and to-do; None when the fact was told of before."""
    if not actor.has("inspections.watch"):
        raise NotAllowed("not_allowed", "没有发出监督提醒的权限。")
    check = rulebook.check(fact.rule)
    sources = "；".join([check.citation, *(limit.citation for limit in fact.limits)])
    notice, is_new = WatchNotice.objects.get_or_create(
        rule=fact.rule,
        key=fact.key,
        defaults={
            "region_id": fact.region_id,
            "entity_id": fact.entity_id,
            "visit_id": fact.visit_id,
            "title": fact.title[:200],
            "sentence": fact.sentence[:500],
            "facts": [list(pair) for pair in fact.details],
            "citation": "；".join(dict.fromkeys(sources.split("；")))[:300],
            "is_design": fact.is_design,
            "is_practice": fact.is_practice,
            "opened_at": timezone.now(),
        },
    )
    if not is_new:
        return None
    for agency_id in sorted(fact.agency_ids):
        ask_part(actor, WatchPart.objects.create(notice=notice, agency_id=agency_id))
    record(
        actor,
        "watch.opened",
        notice,
        rule=str(fact.rule),
        agency_ids=sorted(map(str, fact.agency_ids)),
        visit_id=str(fact.visit_id or ""),
        entity_id=str(fact.entity_id or ""),
        citation=notice.citation,
    )
    return notice
