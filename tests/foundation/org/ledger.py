"""What the ledger says, for tests of operations."""

import json

from tongjian.foundation.ledger.models import Entry


def actions_on(subject):
    """The actions recorded on a subject, oldest first."""
    entries = Entry.objects.filter(subject_kind=subject._meta.label_lower, subject_id=str(subject.pk))
    return list(entries.order_by("id").values_list("action", flat=True))


def last_data(action):
    return json.loads(Entry.objects.filter(action=action).latest("id").data)
