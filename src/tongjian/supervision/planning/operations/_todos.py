from uuid import UUID

from tongjian.foundation.casework.operations import end_todos, open_todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.planning.models import Draw

COMMIT, REVEAL, RUN = "commit", "reveal", "run"
_TITLES = {COMMIT: "提交承诺", REVEAL: "揭示随机数", RUN: "抽取"}


def ask_parties(actor: Actor, draw: Draw, step: str, agency_ids: list[UUID]) -> None:
    """Whoever may hold a nonce in each of these agencies is asked for the step."""
    for agency_id in agency_ids:
        _ask(actor, draw, step, agency_id, "planning.hold_nonce")


def ask_coordinator(actor: Actor, draw: Draw, step: str) -> None:
    _ask(actor, draw, step, draw.coordinator_id, "planning.coordinate")


def settle(actor: Actor, draw: Draw, step: str = "", agency_id: UUID | None = None) -> None:
    """The step is done, or, without a step, nothing of this version is to be done any more."""
    end_todos(actor=actor, matter=draw, step=step, agency_id=agency_id, is_cancelled=not step)


def _ask(actor: Actor, draw: Draw, step: str, agency_id: UUID, capability: str) -> None:
    open_todo(
        actor=actor,
        matter=draw,
        step=step,
        title=f"{_TITLES[step]}：{draw.title}（{draw.key} 第 {draw.version} 版）"[:200],
        agency_id=agency_id,
        url=f"/draws/{draw.pk}/",
        capability=capability,
    )
