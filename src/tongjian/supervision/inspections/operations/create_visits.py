"""由联合抽取生成检查。"""

from collections.abc import Sequence

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.inspections import policies
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.inspections.operations._making import VisitDraft, digest_of, make_visits
from tongjian.supervision.inspections.queries import PLANNED_CAUSE


@transaction.atomic
def create_visits(*, actor: Actor, drafts: Sequence[VisitDraft]) -> list[Visit]:
    """Makes all visits of one origin, in the order given, with a number each; one ledger entry names the whole batch.

    A constant number of statements per 500 rows. Raises RuleViolated for a draft that is no lawful visit; then nothing
    is made. That officers and items are lawful is asked at approval and again when the code is issued (V01–V08).
    """
    require(policies.can_create_visits(actor))
    if not drafts:
        return []
    if len({draft.origin for draft in drafts}) > 1:
        raise RuleViolated("mixed_origins", "一批检查应当来自同一次抽取。")
    if any(draft.cause != PLANNED_CAUSE for draft in drafts):
        raise RuleViolated("cause_needs_ground", "有因检查应当逐次立项，写明依据文书。", "国办发〔2024〕54号")
    visits = make_visits(drafts)
    record(
        actor,
        "visit.created",
        visits[0],
        origin=drafts[0].origin,
        count=len(visits),
        first_number=visits[0].number,
        last_number=visits[-1].number,
        sha256=digest_of(visits),
        is_practice=drafts[0].is_practice,
    )
    return visits
