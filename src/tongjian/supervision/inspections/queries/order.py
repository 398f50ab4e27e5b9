"""The order in which the departments of a visit are named."""

from django.db.models import Case, Value, When

from tongjian.foundation.casework.choices import ParticipationRole

LEAD_FIRST = (Case(When(role=ParticipationRole.LEAD, then=Value(0)), default=Value(1)), "agency__code")
