"""One version at a time."""

from datetime import date

from tongjian.supervision.scenarios.choices import VersionState
from tongjian.supervision.scenarios.models import ScenarioVersion
from tongjian.supervision.scenarios.policies import SETTLED


def end_earlier(version: ScenarioVersion, day: date) -> None:
    """Nothing published earlier lasts beyond the day."""
    earlier = version.scenario.versions.filter(state__in=SETTLED).exclude(pk=version.pk)
    earlier.filter(valid_until__gt=day).update(valid_until=day)
    earlier.filter(state=VersionState.PUBLISHED).update(state=VersionState.SUPERSEDED, valid_until=day)
