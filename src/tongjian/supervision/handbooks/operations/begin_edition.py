"""编制新版本。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.handbooks.choices import EditionState
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.operations._content import counted, recorded, sign
from tongjian.supervision.handbooks.operations._generation import fill
from tongjian.supervision.handbooks.operations._lock import lock_handbook
from tongjian.supervision.handbooks.policies import SETTLED, can_edit


@transaction.atomic
def begin_edition(*, actor: Actor, handbook_id: UUID) -> Edition:
    """The next draft: title and words of the last edition, lines generated from today's items, every edit kept."""
    handbook = lock_handbook(actor, handbook_id)
    require(can_edit(actor, handbook))
    newest = handbook.editions.order_by("-number").first()
    if newest is None or newest.state in (EditionState.DRAFT, EditionState.REVIEW):
        raise Conflict("edition_open", "已有正在编制或者审核的版本。")
    assert newest.state in SETTLED
    edition = Edition(
        handbook=handbook, number=newest.number + 1, title=newest.title, foreword=newest.foreword,
        created_by=actor.user_id,
    )  # fmt: skip
    sign(edition, actor)
    industries = list(newest.scope.get("industries", ()))
    lines = fill(edition, industries)
    scenario = handbook.scenario.code if handbook.scenario else ""
    record(
        actor, "handbook.drafted", handbook, **recorded(edition), scenario=scenario, industries=industries,
        **counted(lines),
    )  # fmt: skip
    return edition
