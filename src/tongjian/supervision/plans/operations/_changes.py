"""What follows when a change was decided."""

from tongjian.foundation.casework.operations import end_todos
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.plans.choices import LineState
from tongjian.supervision.plans.models import Plan
from tongjian.supervision.plans.operations._todos import DECIDE


def end_asking(actor: Actor, plan: Plan) -> None:
    """Nobody is asked any more once no change waits."""
    if not plan.lines.filter(state=LineState.PROPOSED).exists():
        end_todos(actor=actor, matter=plan, step=DECIDE)
