"""Between the words of the answer control (pass, fail, unchecked, excused) and the outcomes of a check."""

from collections.abc import Mapping
from uuid import UUID

from tongjian.supervision.inspections.choices import Outcome

OUTCOMES: Mapping[str, Outcome] = {
    "pass": Outcome.PASS,
    "fail": Outcome.FAIL,
    "unchecked": Outcome.NOT_CHECKED,
    "excused": Outcome.NOT_APPLICABLE,
}
CONTROL: Mapping[str, str] = {str(outcome): word for word, outcome in OUTCOMES.items()}


def point_name(check_point_id: UUID) -> str:
    return f"point-{check_point_id}"


def item_name(item_id: UUID) -> str:
    return f"item-{item_id}"


def summed_up(outcomes: list[Outcome]) -> Outcome:
    """What the answers to all points make of their item: one failure fails it; nothing checked is unchecked."""
    if Outcome.FAIL in outcomes:
        return Outcome.FAIL
    if Outcome.PASS in outcomes:
        return Outcome.PASS
    return Outcome.NOT_APPLICABLE if set(outcomes) == {Outcome.NOT_APPLICABLE} else Outcome.NOT_CHECKED
