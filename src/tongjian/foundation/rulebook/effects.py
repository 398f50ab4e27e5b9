"""What a change would do, counted before anybody agrees to it.

The contexts above count; config/effects.py lists them. They give numbers only: whoever makes a rule for a region need
not see each matter in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.rulebook.models import Parameter, RuleChange
from tongjian.foundation.rulebook.queries import is_for, rows_on, specificity, value_of
from tongjian.foundation.rulebook.values import problem_of


@dataclass(frozen=True, slots=True)
class Effect:
    """How many of `of` a rule hits as it stands (None: no rule yet) and as it would be."""

    what: str
    before: int | None
    after: int
    of: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change, the row that holds on its first day without it, and the rows that go before it."""

    change: RuleChange
    before: Parameter | None
    narrower: tuple[Parameter, ...]

    def touches(self, *, region: str, agency: str, industry: str = "") -> bool:
        """Whether the new value would be the one that counts there."""
        return is_for(self.change, region, agency, industry) and not any(
            is_for(row, region, agency, industry) for row in self.narrower
        )


Preview = Callable[[Proposed], Sequence[Effect]]


def effects_of_new(
    parameter: Parameter, *, value: str, unit: str, valid_from: date, scope_region: str, scope_agency: str
) -> list[Effect]:
    """Of a value that is only being written. Raises RuleViolated when it is none of its kind."""
    if problem := problem_of(parameter.kind, value, unit):
        raise RuleViolated("value_wrong", problem)
    return effects_of(
        RuleChange(
            parameter_code=parameter.code,
            scope_region=scope_region,
            scope_agency=scope_agency,
            scope_industry=parameter.scope_industry,
            value=value,
            unit=unit,
            valid_from=valid_from,
        )
    )


def effects_of(change: RuleChange) -> list[Effect]:
    """Of a change that is waiting or only being written; empty where nobody can count what it does."""
    rows = rows_on(change.parameter_code, change.valid_from)
    proposed = Proposed(
        change=change,
        before=value_of(
            change.parameter_code,
            on=change.valid_from,
            region=change.scope_region,
            agency=change.scope_agency,
            industry=change.scope_industry,
        ),
        narrower=tuple(row for row in rows if specificity(row) > specificity(change)),
    )
    previews: Sequence[Preview] = import_string(settings.TONGJIAN_RULE_EFFECTS)
    return [effect for preview in previews for effect in preview(proposed)]
