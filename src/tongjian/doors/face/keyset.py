"""Keyset pages: a page costs the same however far one has walked, and never counts rows unless asked."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Generic, Literal, TypeVar

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connections
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

from tongjian.doors.face.wording import roughly

Row = TypeVar("Row")
Count = Literal["none", "capped", "exact"]
CAP = 10_000


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows there are, as far as anybody looked."""

    number: int
    is_exact: bool = True
    is_floor: bool = False

    @property
    def text(self) -> str:
        if self.is_exact:
            return f"共 {self.number:,} 条"
        return f"{roughly(self.number)}条以上" if self.is_floor else f"约 {roughly(self.number).removeprefix('约 ')}条"


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows in order, and the way on and back. Empty cursors mean that there is nothing there."""

    rows: Sequence[Row]
    next_cursor: str
    previous_cursor: str
    total: Total | None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_other_pages(self) -> bool:
        return bool(self.next_cursor or self.previous_cursor)


@dataclass(frozen=True, slots=True)
class _Key:
    """One column of the order. Nulls come last, whichever way the column runs."""

    path: str
    is_descending: bool
    is_nullable: bool
    field: "Field[Any, Any]"

    def order(self, *, is_backward: bool) -> OrderBy | str:
        descending = self.is_descending != is_backward
        if not self.is_nullable:
            return f"-{self.path}" if descending else self.path
        nulls = {"nulls_first": True} if is_backward else {"nulls_last": True}
        return F(self.path).desc(**nulls) if descending else F(self.path).asc(**nulls)

    def beyond(self, value: object, *, is_backward: bool) -> Q | None:
        """Rows strictly further along; None when there can be none."""
        if value is None:
            return Q((f"{self.path}__isnull", False)) if is_backward else None
        further = Q((f"{self.path}__{self._lookup(is_backward=is_backward)}", value))
        return further | Q((f"{self.path}__isnull", True)) if self.is_nullable and not is_backward else further

    def here_or_beyond(self, value: object, *, is_backward: bool) -> Q:
        """A bound on this column alone, which an index can enter; empty where it would not narrow anything."""
        if value is None:
            return Q() if is_backward else self.same(None)
        bound = Q((f"{self.path}__{self._lookup(is_backward=is_backward)}e", value))
        return bound | Q((f"{self.path}__isnull", True)) if self.is_nullable and not is_backward else bound

    def _lookup(self, *, is_backward: bool) -> str:
        return "lt" if self.is_descending != is_backward else "gt"

    def same(self, value: object) -> Q:
        return Q((f"{self.path}__isnull", True)) if value is None else Q((self.path, value))


def keyset_page(
    rows: QuerySet[Any, Row], *, order: Sequence[str], cursor: str = "", size: int = 50, count: Count = "none"
) -> Page[Row]:
    """The page at `cursor` (empty: the first) of `rows` in `order`.

    `order` names fields, paths through relations or annotations, “-” for descending; the primary key is appended, so
    every row has one place. A cursor that was tampered with, or made for another order, leads to the first page.
    One query, one more only when asked to count; two when the cursor's neighbours have been deleted meanwhile.
    """
    keys = _keys(rows, order)
    is_backward, place = _read_cursor(cursor, keys)
    found = _fetch(rows, keys, place, size=size, is_backward=is_backward)
    if not found and place is not None:
        is_backward, place = False, None
        found = _fetch(rows, keys, place, size=size, is_backward=False)
    shown, has_more = found[:size], len(found) > size
    if is_backward:
        shown.reverse()
    has_next, has_previous = (True, has_more) if is_backward else (has_more, place is not None)
    return Page(
        rows=shown,
        next_cursor=_cursor(keys, shown[-1], is_backward=False) if shown and has_next else "",
        previous_cursor=_cursor(keys, shown[0], is_backward=True) if shown and has_previous else "",
        total=_total(rows, count, shown=len(shown), is_all=not (has_next or has_previous)),
    )


def _fetch(
    rows: QuerySet[Any, Row], keys: Sequence[_Key], place: Sequence[object] | None, *, size: int, is_backward: bool
) -> list[Row]:
    if place is not None:
        rows = rows.filter(_after(keys, place, is_backward=is_backward))
    return list(rows.order_by(*[key.order(is_backward=is_backward) for key in keys])[: size + 1])


def _after(keys: Sequence[_Key], place: Sequence[object], *, is_backward: bool) -> Q:
    """Lexicographically after `place`, with the first column bounded apart so that an index can be entered."""
    same, branches = Q(), []
    for key, value in zip(keys, place, strict=True):
        further = key.beyond(value, is_backward=is_backward)
        if further is not None:
            branches.append(same & further)
        same &= key.same(value)
    return keys[0].here_or_beyond(place[0], is_backward=is_backward) & reduce(or_, branches)


def _keys(rows: QuerySet[Any, Any], order: Sequence[str]) -> list[_Key]:
    pk = rows.model._meta.pk.name
    named = [name.removeprefix("-") for name in order]
    full = [*order] if pk in named or "pk" in named else [*order, f"-{pk}" if order and order[-1][0] == "-" else pk]
    return [_key(rows, name) for name in full]


def _key(rows: QuerySet[Any, Any], name: str) -> _Key:
    path = name.removeprefix("-")
    path = rows.model._meta.pk.name if path == "pk" else path
    annotation = rows.query.annotations.get(path)
    if annotation is not None:
        return _Key(path, name.startswith("-"), is_nullable=True, field=annotation.output_field)
    model: type[Model] = rows.model
    is_nullable = False
    *relations, last = path.split("__")
    for relation in relations:
        step = model._meta.get_field(relation)
        if not isinstance(step.related_model, type):
            raise FieldDoesNotExist(f"{path}: {relation} is not a relation")
        is_nullable, model = is_nullable or bool(getattr(step, "null", True)), step.related_model
    field = model._meta.get_field(last)
    if not isinstance(field, Field):
        raise FieldDoesNotExist(f"{path}: {last} is not a column")
    return _Key(path, name.startswith("-"), is_nullable=is_nullable or field.null, field=field)


def _salt(keys: Sequence[_Key]) -> str:
    return "keyset:" + ",".join(f"{'-' if key.is_descending else ''}{key.path}" for key in keys)


def _cursor(keys: Sequence[_Key], row: object, *, is_backward: bool) -> str:
    values = [_value(row, key) for key in keys]
    return signing.dumps([is_backward, *[None if v is None else _text(v) for v in values]], salt=_salt(keys))


def _text(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _value(row: object, key: _Key) -> object:
    if isinstance(row, dict):
        return row[key.path]
    if hasattr(row, key.path):
        return getattr(row, key.path)
    for name in key.path.split("__"):
        row = getattr(row, name, None)
    return row


def _read_cursor(cursor: str, keys: Sequence[_Key]) -> tuple[bool, list[object] | None]:
    if not cursor:
        return False, None
    try:
        is_backward, *texts = signing.loads(cursor, salt=_salt(keys))
        values = [None if t is None else k.field.to_python(t) for k, t in zip(keys, texts, strict=True)]
    except (signing.BadSignature, ValidationError, ValueError):
        return False, None
    return bool(is_backward), values


def _total(rows: QuerySet[Any, Any], count: Count, *, shown: int, is_all: bool) -> Total | None:
    if is_all:
        return Total(shown)
    if count == "none":
        return None
    if count == "exact":
        return Total(rows.count())
    counted = rows.order_by()[: CAP + 1].count()
    if counted <= CAP:
        return Total(counted)
    planned = _planned_rows(rows)
    return Total(planned, is_exact=False) if planned > CAP else Total(CAP, is_exact=False, is_floor=True)


def _planned_rows(rows: QuerySet[Any, Any]) -> int:
    """PostgreSQL's own estimate for this query; 0 where the database offers none."""
    if connections[rows.db].vendor != "postgresql":
        return 0
    plan = rows.order_by().explain(format="json")
    [top] = json.loads(plan)
    return int(top["Plan"]["Plan Rows"])
