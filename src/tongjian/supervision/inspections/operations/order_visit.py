"""有因检查立项。"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time
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
from tongjian.pure.workdays import due
from tongjian.supervision.catalog.models import ItemVersion
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.choices import TeamState
from tongjian.supervision.inspections.models import Visit, VisitCause
from tongjian.supervision.inspections.operations._grounds import start_approval_afterwards, start_validity
from tongjian.supervision.inspections.operations._making import (
    make_visits,
)
from tongjian.supervision.inspections.operations._own_visits import NOT_FROM_PLAN, lock_visited, own_visit
from tongjian.supervision.inspections.operations._todos import APPROVE_AFTERWARDS, ask_team
from tongjian.supervision.inspections.operations.issue_code import issue_code
from tongjian.supervision.inspections.queries import VALIDITY, emergency_kinds
from tongjian.supervision.registry.models import Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseContent:
    """`kind` is a code of the dictionary override_kind; `document_*` name what shows it. `planned_on` may be set
    later, except for an emergency, which is today."""

    entity_id: UUID
    kind: str
    document_number: str
    document_from: str
    document_on: date
    reason: str
    item_version_ids: tuple[UUID, ...]
    officer_ids: tuple[UUID, ...] = ()
    is_emergency: bool = False


@transaction.atomic
def order_visit(*, actor: Actor, content: CauseContent) -> Visit:
    """A department orders a visit outside the plan: for a lawful cause (override_kind) that a document shows, within
    `visit.cause_validity` of the document's date. The document is good for one visit of the enterprise, however many
    ask at once, because the enterprise's row is locked first.

    An emergency has its code at once, its head is asked and the clock of the approval afterwards
    (`visit.approval_afterwards`) runs; every other rule of a code holds for it too. Raises VisitRefused with them.
    """
    entity = lock_visited(actor, content.entity_id)
    require(policies.can_order(actor))
    assert actor.agency_id is not None  # `can_order` asked
    agency = Agency.objects.get(pk=actor.agency_id)
    term = _known_cause(content)
    ground = _ground(actor, agency, entity, content, term)
    _check_items(agency, content)
    draft = own_visit(
        agency, entity, cause=ground.kind, origin=f"inspections.cause:{ground.label}",
        reason=f"有因检查：{ground.label}", window=(timezone.localdate(), ground.valid_until),
        officer_ids=content.officer_ids, item_version_ids=content.item_version_ids,
    )  # fmt: skip
    [visit] = make_visits([draft])
    visit.entity, ground.visit = entity, visit
    ground.save(force_insert=True)
    record(
        actor,
        "visit.ordered",
        visit,
        agency_id=str(agency.pk),
        kind=ground.kind,
        citation=ground.citation,
        document_on=ground.document_on.isoformat(),
        document_sha256=hashlib.sha256(ground.document_number.encode()).hexdigest(),
        valid_until=ground.valid_until.isoformat(),
        is_emergency=ground.is_emergency,
    )
    start_validity(actor, visit, ground)
    if ground.is_emergency:
        _begin_at_once(actor, visit)
    return visit


def _known_cause(content: CauseContent) -> Term:
    term = rulebook.term("override_kind", content.kind)
    if term is None:
        raise RuleViolated("cause_unknown", "没有这一类有因检查。", NOT_FROM_PLAN, field="kind")
    if content.is_emergency and content.kind not in emergency_kinds():
        limit = rulebook.required("visit.emergency_kinds")
        raise RuleViolated("cause_no_emergency", f"“{term.label}”应当先批准、后检查。", limit.citation, field="kind")
    return term


def _ground(actor: Actor, agency: Agency, entity: Entity, content: CauseContent, term: Term) -> VisitCause:
    number = required_words(content.document_number, "document_missing", "请写明依据文书的编号。")
    source = required_words(content.document_from, "document_source_missing", "请写明依据文书由谁出具。")
    today = timezone.localdate()
    if content.document_on > today:
        raise RuleViolated("document_in_future", "文书日期不能晚于今天。", field="document_on")
    valid_until = _valid_until(agency, content.document_on)
    if valid_until <= today:
        limit = rulebook.required(VALIDITY, region=agency.region_id, agency=agency.code)
        sentence = f"依据文书自 {content.document_on} 起 {limit.value} {limit.get_unit_display()}内有效，已经过期。"
        raise RuleViolated("cause_expired", sentence, limit.citation, field="document_on")
    used = VisitCause.objects.filter(agency=agency, entity=entity, document_number=number, withdrawn_at=None)
    if earlier := used.select_related("visit").first():
        sentence = f"文书 {number} 已经用于检查 {earlier.visit.number}，一份文书只能用于一次检查。"
        raise RuleViolated("document_used", sentence, NOT_FROM_PLAN, field="document_number")
    return VisitCause(
        agency=agency,
        entity=entity,
        kind=term.code,
        label=term.label,
        citation=term.citation,
        document_number=number,
        document_from=source,
        document_on=content.document_on,
        reason=required_words(content.reason, "reason_missing", "请写明为什么要检查。"),
        is_emergency=content.is_emergency,
        valid_until=valid_until,
        opened_by=actor.user_id,
        opened_at=timezone.now(),
    )


def _valid_until(agency: Agency, document_on: date) -> date:
    limit = rulebook.required(VALIDITY, region=agency.region_id, agency=agency.code)
    start = timezone.make_aware(datetime.combine(document_on, time()))
    ends = due(start, int(limit.value), limit.unit, rulebook.calendar())  # type: ignore[arg-type]
    return timezone.localdate(ends.at)


def _check_items(agency: Agency, content: CauseContent) -> None:
    own = ItemVersion.objects.filter(pk__in=content.item_version_ids, item__agency_kind=agency.kind_id)
    if not content.item_version_ids or own.count() != len(set(content.item_version_ids)):
        raise RuleViolated("cause_items", "请从本部门的检查事项中至少选择一项。", NOT_FROM_PLAN, field="items")


def _begin_at_once(actor: Actor, visit: Visit) -> None:
    visit.planned_on = timezone.localdate()
    visit.save(update_fields=["planned_on"])
    team = visit.teams.select_related("agency").get()
    team.visit = visit
    team.state, team.submitted_by, team.submitted_at = TeamState.SUBMITTED, actor.user_id, timezone.now()
    team.save(update_fields=["state", "submitted_by", "submitted_at"])
    ask_team(actor, team, APPROVE_AFTERWARDS, clock=start_approval_afterwards(actor, team))
    issue_code(actor=actor, visit_id=visit.pk)
    visit.refresh_from_db(fields=["state"])
