"""登记不含检查的进企（观摩、调研、巡查等）。"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.models import Term
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import DayPart
from tongjian.supervision.inspections.errors import refuse_all
from tongjian.supervision.inspections.models import EntryPurpose, Visit
from tongjian.supervision.inspections.operations._making import make_visits
from tongjian.supervision.inspections.operations._own_visits import NOT_FROM_PLAN, lock_visited, own_visit
from tongjian.supervision.inspections.queries import refusals_for_team


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryContent:
    """`kind` is a code of the dictionary entry_purpose. Items are refused (V07); the field is there to say so."""

    entity_id: UUID
    kind: str
    purpose: str
    planned_on: date
    officer_ids: tuple[UUID, ...]
    part: str = ""
    item_version_ids: tuple[UUID, ...] = ()


@transaction.atomic
def announce_entry(*, actor: Actor, content: EntryContent) -> Visit:
    """A department will enter an enterprise without checking it: on one day, for a purpose the enterprise reads, by
    named officers, once the head has approved and with a code like any visit. No items, no results (V07), and no more
    of them a year than `entry.most_per_year` allows. Raises VisitRefused with every rule that stands against it."""
    entity = lock_visited(actor, content.entity_id)
    require(policies.can_order(actor))
    assert actor.agency_id is not None  # `can_order` asked
    agency = Agency.objects.get(pk=actor.agency_id)
    term = _known_purpose(content)
    draft = own_visit(
        agency, entity, cause=term.code, origin=f"inspections.entry:{term.label}",
        reason=f"不含检查的进企：{term.label}", window=(content.planned_on, content.planned_on + timedelta(days=1)),
        officer_ids=content.officer_ids, item_version_ids=content.item_version_ids, is_check=False,
    )  # fmt: skip
    [visit] = make_visits([draft])
    visit.planned_on, visit.part = content.planned_on, DayPart(content.part) if content.part else ""
    visit.save(update_fields=["planned_on", "part"])
    purpose = EntryPurpose.objects.create(
        visit=visit,
        kind=term.code,
        label=term.label,
        citation=term.citation,
        purpose=required_words(
            content.purpose, "purpose_missing", "请写明进企做什么，企业会看到。", field="purpose", longest=300
        ),
        opened_by=actor.user_id,
        opened_at=timezone.now(),
    )
    visit.entity = entity
    team = visit.teams.select_related("agency").get()
    team.visit = visit
    refuse_all(refusals_for_team(team))
    record(
        actor,
        "visit.entry_announced",
        visit,
        agency_id=str(agency.pk),
        kind=purpose.kind,
        purpose=purpose.purpose,
        planned_on=content.planned_on.isoformat(),
    )
    return visit


def _known_purpose(content: EntryContent) -> Term:
    term = rulebook.term("entry_purpose", content.kind)
    if term is None:
        raise RuleViolated("purpose_unknown", "没有这一类不含检查的进企。", NOT_FROM_PLAN, field="kind")
    if content.planned_on < timezone.localdate():
        raise RuleViolated("visit_date_past", "进企日期不能早于今天。", field="planned_on")
    return term
