"""载入随软件发布的规则、字典、校验与日历。"""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import date
from importlib import resources
from typing import Any

from django.db import models, transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.trail import publish, record
from tongjian.foundation.rulebook.events import CalendarLoaded
from tongjian.foundation.rulebook.models import CalendarDay, Check, Parameter, Term

_DATES = {"valid_from", "valid_until", "date"}


@transaction.atomic
def load_reference(*, actor: Actor) -> dict[str, int]:
    """Adds the shipped rows that are missing and returns how many of each. Never alters a row that is there:
    what a second person approved in the rulebook stays as approved."""
    require(ALLOW if actor.has("rulebook.load") else deny("没有载入规则的权限。"))
    scopes = ["scope_region", "scope_agency", "scope_industry"]
    added = {
        "parameters": _add_missing(Parameter, "parameters.csv", ["code", *scopes, "valid_from"]),
        "checks": _add_missing(Check, "checks.csv", ["code", "valid_from"]),
        "terms": _add_missing(Term, "dictionaries.csv", ["dictionary", "code", "valid_from"]),
        "days": _add_missing(CalendarDay, "calendar.csv", ["date"]),
    }
    if not any(added.values()):
        return added
    newest = CalendarDay.objects.order_by("-date").first()
    digest = hashlib.sha256(b"".join(_read(name) for name in _FILES)).hexdigest()
    entry = record(actor, "rulebook.loaded", newest or CalendarDay(), sha256=digest, **added)
    if added["days"] and newest:
        publish(entry, CalendarLoaded(known_until=date(newest.date.year + 1, 1, 1).isoformat()))
    return added


_FILES = ("parameters.csv", "checks.csv", "dictionaries.csv", "calendar.csv")


def _add_missing(model: type[models.Model], file: str, key: Sequence[str]) -> int:
    objects = model._default_manager
    present = set(objects.values_list(*key))
    columns = {field.name for field in model._meta.concrete_fields} - {"id"}
    rows = [{name: _value(name, text) for name, text in row.items() if name in columns} for row in _rows(file)]
    missing = [row for row in rows if tuple(row[name] for name in key) not in present]
    objects.bulk_create([model(**row) for row in missing], batch_size=500)
    return len(missing)


def _value(name: str, text: str) -> Any:
    if name not in _DATES:
        return text
    return date.fromisoformat(text) if text else None


def _rows(file: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(io.StringIO(_read(file).decode(), newline=""))


def _read(file: str) -> bytes:
    return resources.files("tongjian.foundation.rulebook").joinpath("reference", file).read_bytes()
