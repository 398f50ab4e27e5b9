"""What a clause reaches, as plain data for `tongjian catalog affected`."""

from datetime import date
from typing import Any
from uuid import UUID

from tongjian.foundation.rulebook.models import Check, Parameter, Term
from tongjian.pure.statutes import name_of
from tongjian.supervision.catalog.models import CheckPoint, ItemVersion
from tongjian.supervision.catalog.queries import Affected


def as_data(found: Affected) -> dict[str, Any]:
    reach = found.reach
    return {
        "clause": reach.code,
        "clause_title": name_of(reach.clause.path) if reach.clause else "（全部条款）",
        "statute": reach.statute.title,
        "on": found.on.isoformat(),
        "counts": {
            "items": len({version.item_id for version in found.versions}),
            "check_points": len(found.points),
            "rules": len(found.rules),
            "owners": len({_owner(version) for version in found.versions}),
        },
        "unread": found.unread,
        "items": [_item(found, version) for version in found.versions],
        "check_points": [_point(found, point) for point in found.points],
        "rules": [_rule(found, rule) for rule in found.rules],
    }


def _item(found: Affected, version: ItemVersion) -> dict[str, Any]:
    return {
        "code": version.item.code,
        "title": version.item.title,
        "version": version.number,
        "department": version.item.agency_kind.title,
        "owner": _owner(version),
        "compiled_in": version.item.region_id or "",
        "valid_from": _day(version.valid_from),
        "valid_until": _day(version.valid_until),
        "checklist": version.checklist.code if version.checklist else "",
    } | _cites(found, version.pk)


def _point(found: Affected, point: CheckPoint) -> dict[str, Any]:
    return {
        "checklist": point.checklist.code,
        "number": point.number,
        "content": point.content,
    } | _cites(found, point.pk)


def _rule(found: Affected, rule: Parameter | Check | Term) -> dict[str, Any]:
    title = next(getattr(rule, name) for name in ("title", "sentence", "label") if hasattr(rule, name))
    return {
        "kind": rule._meta.verbose_name,
        "code": rule.code,
        "title": title,
        "citation": rule.citation,
        "valid_from": _day(rule.valid_from),
    } | _cites(found, rule.pk)


def _cites(found: Affected, key: UUID) -> dict[str, Any]:
    """No clause: the item is affected by a check point of its checklist."""
    return {"cites": list(found.cited.get(key, ())), "relations": [str(one) for one in found.relations(key)]}


def _owner(version: ItemVersion) -> str:
    """Who compiled it; an item that is not placed yet belongs to the kind of department."""
    item = version.item
    return item.compiled_by.name if item.compiled_by else item.agency_kind.title


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
