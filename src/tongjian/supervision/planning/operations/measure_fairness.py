from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.models import FairnessReport


def measure_fairness(*, actor: Actor) -> list[FairnessReport]:
    """测算公平性：over all published draws, practice apart, wherever one was published since the last time. Measured
    before the transaction, so that nobody waits for it. Safe to run twice."""
    require(ALLOW if actor.has("planning.run_due") else deny("公平性由系统定时测算。"))
    return [
        _measure(actor, is_practice=practice)
        for practice in (False, True)
        if not queries.is_measured(is_practice=practice)
    ]


def _measure(actor: Actor, *, is_practice: bool) -> FairnessReport:
    draws = list(queries.published_draws(is_practice=is_practice))
    figures = queries.fairness_of(draws)
    with transaction.atomic():
        report = FairnessReport.objects.create(
            is_practice=is_practice, draws=len(draws), made_at=timezone.now(), figures=figures
        )
        record(
            actor,
            "draw.fairness_measured",
            report,
            is_practice=is_practice,
            draws=len(draws),
            entities=figures["entities"],
            immune=figures["immune"],
            overlooked=figures["overlooked"],
        )
    return report
