"""Officers and items of a qualification: all of them manageable and of one kind of department, or nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.org.models import Officer
from tongjian.supervision.catalog import policies
from tongjian.supervision.catalog.models import Item, Qualification


def lock_officers(actor: Actor, officer_ids: Sequence[UUID]) -> list[Officer]:
    wanted = set(officer_ids)
    manageable = policies.qualifiable_officers(actor).filter(pk__in=wanted).values("pk")
    locked = Officer.objects.select_for_update(of=("self",)).select_related("agency").filter(pk__in=manageable)
    officers = list(locked.order_by("pk"))
    if not officers or len(officers) != len(wanted):
        raise NotFound("officer_not_found", "没有这些执法人员，或者您无权管理。")
    return officers


def own_items(officers: Sequence[Officer], item_codes: Sequence[str]) -> list[Item]:
    wanted = set(item_codes)
    items = list(Item.objects.filter(code__in=wanted).order_by("code"))
    if not items or len(items) != len(wanted):
        raise NotFound("item_not_found", "没有这些监管事项。")
    kinds = {officer.agency.kind_id for officer in officers}
    if kinds != {item.agency_kind_id for item in items}:
        raise RuleViolated("item_of_another_department", "只能登记本部门类别的事项。")
    return items


def set_fields(officer: Officer, values: Mapping[str, Any]) -> None:
    """Plain values as a row of a file has them (`queries.plain`); items are no field."""
    for name, value in values.items():
        if name in ("agency", "user"):
            setattr(officer, f"{name}_id", UUID(value) if value else None)
        elif name in ("certificate_from", "certificate_until"):
            setattr(officer, name, date.fromisoformat(value) if value else None)
        elif name != "items":
            setattr(officer, name, value)


def set_items(officer: Officer, items: Mapping[str, Item], endings: Mapping[str, str | None]) -> None:
    """Code → day on which it ends: empty is never, None takes the qualification off the record."""
    gone = [items[code] for code, until in endings.items() if until is None]
    kept = [
        Qualification(officer=officer, item=items[code], valid_until=date.fromisoformat(until) if until else None)
        for code, until in endings.items()
        if until is not None
    ]
    if gone:
        Qualification.objects.filter(officer=officer, item__in=gone).delete()
    if kept:
        Qualification.objects.bulk_create(
            kept, update_conflicts=True, unique_fields=["officer", "item"], update_fields=["valid_until"]
        )
