"""Officers who check for a commissioned body: V04."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from tongjian.foundation.kernel.verdict import Verdict
from tongjian.foundation.org.models import Agency
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.duties.queries import bodies_of_officers, may_check


def against_commissions(
    agency: Agency, officer_ids: Iterable[UUID], item_ids: Iterable[UUID], on: date
) -> Iterable[Verdict]:
    """They go in the name of their principal, for items of the commission, while it runs. That the principal itself
    may check is V01 of the department."""
    items = list(item_ids)
    for body, officers in bodies_of_officers(officer_ids).items():
        names = "、".join(officer.name for officer in officers)
        if body.principal_id != agency.pk:
            yield rulebook.refusal_verdict("V04", f"（{names}只能以{body.principal.name}的名义检查。）")
        elif (verdict := may_check(body, items, on)).code == "V04":
            yield verdict
