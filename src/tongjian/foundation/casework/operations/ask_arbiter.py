"""报请指定承办机关。"""

from django.db import models, transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import NotificationKind
from tongjian.foundation.casework.models import Arbitration, Handover
from tongjian.foundation.casework.operations.end_todos import end_todos
from tongjian.foundation.casework.operations.open_todo import open_todo
from tongjian.foundation.casework.operations.start_clock import start_clock
from tongjian.foundation.casework.queries import find_arbiter
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.ledger.trail import record

ARBITRATION_LIMIT = "P14b"


@transaction.atomic
def ask_arbiter(
    *, actor: Actor, handover: Handover, matter: models.Model, title: str, url: str, capability: str
) -> Arbitration | None:
    """Puts a locked hand-over that waits for designation before the common superior: a to-do and a limit there.

    None when no superior of both is on record: then the temporary holder has a to-do (`capability`) to have one
    recorded and to ask again. `url` is where the arbiter decides.
    """
    if not actor.permissions:
        raise NotAllowed("not_allowed", "没有报请指定的权限。")
    arbiter, is_common_superior = find_arbiter(handover.from_agency, handover.to_agency)
    if arbiter is None:
        open_todo(
            actor=actor,
            matter=handover,
            step="find_arbiter",
            title=f"未登记共同上一级，请补录后报请指定：{title}"[:200],
            agency_id=handover.holder_id,
            url=url,
            capability=capability,
            kind=NotificationKind.ARBITRATION,
        )
        return None
    arbitration = Arbitration.objects.create(
        matter_kind=matter._meta.label_lower,
        matter_id=str(matter.pk),
        handover_id=handover.pk,
        title=title[:200],
        url=url,
        arbiter=arbiter,
        temporary_id=handover.holder_id,
        refusing_id=handover.to_agency_id,
        asked_at=timezone.now(),
    )
    end_todos(actor=actor, matter=handover, step="find_arbiter")
    _set_to_work(actor, arbitration)
    record(
        actor,
        "arbitration.asked",
        matter,
        handover_id=str(handover.pk),
        arbiter_id=str(arbiter.pk),
        temporary_id=str(handover.holder_id),
        refusing_id=str(handover.to_agency_id),
        is_common_superior=is_common_superior,
    )
    return arbitration


def _set_to_work(actor: Actor, arbitration: Arbitration) -> None:
    title = f"指定承办机关：{arbitration.title}"[:200]
    clock = start_clock(
        actor=actor,
        parameter_code=ARBITRATION_LIMIT,
        matter=arbitration,
        title=title,
        agency_id=arbitration.arbiter_id,
        url=arbitration.url,
    )
    open_todo(
        actor=actor,
        matter=arbitration,
        step="arbitrate",
        title=title,
        agency_id=arbitration.arbiter_id,
        url=arbitration.url,
        capability="casework.arbitrate",
        clock=clock,
        kind=NotificationKind.ARBITRATION,
    )
