"""What was known of an entity on some day, and how its facts changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongjian.doors.face.forms import FilterForm
from tongjian.doors.face.pages import render_page
from tongjian.doors.web.registry.detail import KEPT_HIDDEN, LABELS, origin_of
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org.queries import names_of_regions, names_of_users
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.choices import EntityKind, EntityStatus
from tongjian.supervision.registry.models import PastFact


class DayForm(FilterForm):
    on = forms.DateField(label="日期", widget=forms.DateInput)


@dataclass(frozen=True, slots=True)
class KnownLine:
    label: str
    then: str
    now: str
    origin: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class PastLine:
    label: str
    value: str
    past: PastFact
    origin: str


@require_safe
def known_on(request: ActorRequest, entity_id: UUID) -> HttpResponse:
    """The facts as the register had them at the end of a day, beside those of now."""
    entity = queries.get_entity(request.actor, entity_id)
    today = timezone.localdate()
    form = DayForm(request.GET or {"on": today})
    on: date = form.chosen.get("on") or today
    moment = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min)) - timedelta(microseconds=1)
    known, now = queries.facts_known_at(entity, moment), queries.facts_known_at(entity, timezone.now())
    past = queries.history_of(entity)
    users = {str(one.source.user_id) for one in known.values() if one.source and one.source.user_id}
    people = names_of_users(users | {str(one.user_id) for one in past if one.user_id})
    words = _Words([*(one.value for one in known.values()), *(one.value for one in past), entity.region_id or ""])
    lines = [
        KnownLine(
            LABELS[field],
            words.of(field, one.value),
            words.of(field, now[field].value),
            origin_of(one.source, people) if one.source else "",
            is_changed=not one.is_present,
        )
        for field, one in known.items()
        if one.value or now[field].value
    ]
    changes = [
        PastLine(LABELS.get(one.field, one.field), words.of(one.field, one.value), one, origin_of(one, people))
        for one in past
    ]
    context = {"entity": entity, "filters": form, "on": on, "lines": lines, "changes": changes}
    return render_page(request, "registry/known.html", context)


class _Words:
    """Values as people read them."""

    def __init__(self, values: Iterable[str]) -> None:
        self._choices: Mapping[str, Mapping[str, str]] = {
            "kind": {str(value): str(label) for value, label in EntityKind.choices},
            "status": {str(value): str(label) for value, label in EntityStatus.choices},
            "region": names_of_regions({value for value in values if value.isdigit()}),
        }

    def of(self, field: str, value: str) -> str:
        if field == "representative" and value:
            return KEPT_HIDDEN
        return self._choices.get(field, {}).get(value, value)
