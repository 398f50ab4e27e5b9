"""Who hears what. The whole answer is this table; there are no Django signals in the house."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tongjian.foundation.casework.tasks import (
    ask_for_clause_decision,
    ask_for_decision,
    ask_importer,
    ask_to_renew,
    end_clause_decision,
    end_decision,
    end_import,
    end_renewal,
    follow_agency,
    recompute_clocks,
    tell_deputy,
    tell_government,
    tell_superior,
)
from tongjian.supervision.catalog.tasks import ask_owners
from tongjian.supervision.plans.tasks import ask_coordinator

Handler = Callable[[dict[str, Any]], None]

SUBSCRIBERS: Mapping[str, Sequence[Handler]] = {
    "agency.succeeded": [follow_agency],
    "clock.expired": [tell_superior, ask_coordinator],
    "clock.still_expired": [tell_government],
    "exchange.batch_held": [ask_importer],
    "exchange.batch_settled": [end_import],
    "officer.certificate_ending": [ask_to_renew],
    "officer.certificate_settled": [end_renewal],
    "post.entrusted": [tell_deputy],
    "rulebook.calendar_loaded": [recompute_clocks],
    "rulebook.clause_change_proposed": [ask_for_clause_decision],
    "rulebook.clause_change_decided": [end_clause_decision, ask_owners],
    "rulebook.change_proposed": [ask_for_decision],
    "rulebook.change_decided": [end_decision],
}
