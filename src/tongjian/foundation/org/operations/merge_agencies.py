"""机关合并。"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.org.choices import SuccessionKind
from tongjian.foundation.org.events import AgencySucceeded
from tongjian.foundation.org.models import Succession
from tongjian.foundation.org.operations._succession import (
    Carried,
    carry,
    end_agency,
    lock_agencies,
    require_document,
)
from tongjian.foundation.org.policies import can_manage_agencies


@transaction.atomic
def merge_agencies(
    *, actor: Actor, agency_ids: Sequence[UUID], successor_id: UUID, document: str, effective_on: date
) -> Carried:
    """Several agencies become one: the successor is one of them or another that exists. Posts and officers go over on
    the day, to-dos and running limits follow when the event is heard; keys and enforcement status end, for the
    successor is confirmed anew by its government (晋政办发〔2025〕9号 第1–2条). Returns what went over, what is left.
    """
    agencies = lock_agencies([*agency_ids, successor_id])
    require(can_manage_agencies(actor))
    document = require_document(document, effective_on, list(agencies.values()))
    successor = agencies[successor_id]
    merged = [agency for agency in agencies.values() if agency != successor]
    if not merged:
        raise RuleViolated("nothing_to_merge", "合并至少涉及两个机关。")
    if any(agency.kind.is_deliberative != successor.kind.is_deliberative for agency in merged):
        raise RuleViolated("deliberative_body", "议事协调机构不能和行政机关合并。", "国办发〔2024〕54号")
    whole = Carried()
    for agency in merged:
        part = carry(actor, agency, {}, default=successor, document=document, on=effective_on)
        end_agency(agency, successor, effective_on, at=timezone.now())
        Succession.objects.create(
            predecessor=agency,
            successor=successor,
            kind=SuccessionKind.MERGE,
            document=document,
            effective_on=effective_on,
        )
        entry = record(
            actor,
            "agency.merged",
            agency,
            successor=successor.code,
            document=document,
            effective_on=effective_on.isoformat(),
            posts=part.posts,
            officers=part.officers,
            left=len(part.left),
        )
        publish(entry, AgencySucceeded(str(agency.pk), str(successor.pk)))
        whole += part
    codes = [agency.code for agency in merged]
    record(
        actor,
        "agency.took_over",
        successor,
        predecessors=codes,
        document=document,
        effective_on=effective_on.isoformat(),
    )
    return whole
