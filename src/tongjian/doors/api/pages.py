"""Lists by keyset: `after` is the id of the last row one has; the cost of a page does not grow with the list."""

from collections.abc import Sequence
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from ninja import Schema

Out = TypeVar("Out", bound=Schema)
Row = TypeVar("Row", bound=Model)
LARGEST = 500


class Page(Schema, Generic[Out]):
    """`next` is the `after` of the following page, null on the last one."""

    items: list[Out]
    next: UUID | None


def rows_after(rows: QuerySet[Row], after: UUID | None, limit: int) -> tuple[Sequence[Row], UUID | None]:
    """At most `limit` rows in ascending order of id, and the id to go on from."""
    if after is not None:
        rows = rows.filter(pk__gt=after)
    size = max(1, min(limit, LARGEST))
    found = list(rows.order_by("pk")[: size + 1])
    page = found[:size]
    return page, page[-1].pk if len(found) > size else None
