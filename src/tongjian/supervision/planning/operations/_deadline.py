from datetime import datetime, timedelta

from django.utils import timezone

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.choices import Unit

_SPANS = {Unit.MINUTE: timedelta(minutes=1), Unit.HOUR: timedelta(hours=1), Unit.DAY: timedelta(days=1)}


def deadline(code: str) -> datetime:
    """Now plus the duration of the rulebook, counted in minutes, hours or natural days. Raises RuleViolated."""
    parameter = rulebook.required(code)
    if parameter.unit not in _SPANS:
        raise RuleViolated("parameter_unit", f"规则“{code}”只能以分钟、小时或日计。")
    return timezone.now() + int(parameter.value) * _SPANS[Unit(parameter.unit)]
