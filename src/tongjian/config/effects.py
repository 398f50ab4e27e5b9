"""Who can count what a change of a rule would do (foundation/rulebook/effects.py)."""

from collections.abc import Sequence

from tongjian.foundation.casework.queries import effects_on_clocks
from tongjian.foundation.rulebook.effects import Preview
from tongjian.supervision.inspections.queries import effects_on_visits

EFFECTS: Sequence[Preview] = [effects_on_clocks, effects_on_visits]
