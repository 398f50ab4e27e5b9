"""A refusal that names every rule that stands against the act, not only the first."""

from collections.abc import Sequence

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import Verdict


class VisitRefused(RuleViolated):
    """`refusals` are all of them; code, sentence and citation are those of the first, or joined for reading."""

    def __init__(self, refusals: Sequence[Verdict]) -> None:
        super().__init__(
            refusals[0].code,
            "".join(refusal.reason for refusal in refusals),
            "；".join(dict.fromkeys(refusal.citation for refusal in refusals if refusal.citation)),
            codes=[refusal.code for refusal in refusals],
        )
        self.refusals = tuple(refusals)


def refuse_all(refusals: Sequence[Verdict]) -> None:
    """Raises VisitRefused unless there is nothing to refuse."""
    if refusals:
        raise VisitRefused(refusals)
