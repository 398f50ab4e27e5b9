"""One set of columns draws the list on the page and writes its Excel file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone

from tongjian.doors.face.exports import csv_response, stamp, xlsx_response
from tongjian.doors.face.keyset import Count, Page, keyset_page
from tongjian.doors.face.parts import CellKind, Tone
from tongjian.doors.face.wording import minute
from tongjian.foundation.kernel.http import ActorRequest

Row = TypeVar("Row")
SIZES = (20, 50, 100, 200)


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: what it says, where it leads, how it sorts.

    `sort` is the order path behind the head; `note` a second, quieter line; `tone` colours a badge. An optional column
    is hidden until chosen. `value` must not query: the rows carry what they need.
    """

    key: str
    label: str
    value: Callable[[Row], Any]
    kind: CellKind = "text"
    url: Callable[[Row], str] | None = None
    sort: str = ""
    tone: Callable[[Row], Tone] | None = None
    note: Callable[[Row], str] | None = None
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell of the page shows."""

    label: str
    value: Any
    kind: CellKind
    url: str
    tone: Tone
    note: str


@dataclass(frozen=True, slots=True)
class Head:
    """One head cell; `query` are the URL parameters that sort by it."""

    label: str
    kind: CellKind
    query: str
    direction: str


class Table(Generic[Row]):
    """Rows of a query under columns, as the URL asks: `sort`, `columns`, `size`, `cursor`, `export`."""

    def __init__(
        self,
        request: ActorRequest,
        columns: Sequence[Column[Row]],
        rows: QuerySet[Any, Row],
        *,
        name: str,
        order: Sequence[str],
        count: Count = "capped",
    ) -> None:
        self.name = name
        self.all_columns = columns
        self.path = request.path
        self._request, self._rows, self._order, self._count = request, rows, order, count

    @cached_property
    def columns(self) -> Sequence[Column[Row]]:
        """The chosen columns, in their own order; an empty or unknown choice means the usual ones."""
        wanted = set(self._request.GET.getlist("columns"))
        chosen = [column for column in self.all_columns if column.key in wanted]
        return chosen or [column for column in self.all_columns if not column.is_optional]

    @cached_property
    def order(self) -> Sequence[str]:
        wanted = self._request.GET.get("sort", "")
        for column in self.all_columns:
            if column.sort and wanted in (column.key, f"-{column.key}"):
                return [f"-{column.sort}" if wanted[0] == "-" else column.sort]
        return self._order

    @cached_property
    def page(self) -> Page[Row]:
        size = self._request.GET.get("size", "")
        return keyset_page(
            self._rows,
            order=self.order,
            cursor=self._request.GET.get("cursor", ""),
            size=int(size) if size in map(str, SIZES) else SIZES[1],
            count=self._count,
        )

    @property
    def heads(self) -> Iterator[Head]:
        for column in self.columns:
            direction = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(self.order[0], "none")
            reverse = "-" if direction == "ascending" else ""
            query = self.query(sort=f"{reverse}{column.key}") if column.sort else ""
            yield Head(column.label, column.kind, query, direction)

    @property
    def lines(self) -> Iterator[list[Cell]]:
        for row in self.page:
            yield [_cell(column, row) for column in self.columns]

    @property
    def next_query(self) -> str:
        return self.query(cursor=self.page.next_cursor) if self.page.next_cursor else ""

    @property
    def previous_query(self) -> str:
        return self.query(cursor=self.page.previous_cursor) if self.page.previous_cursor else ""

    @property
    def xlsx_query(self) -> str:
        return self.query(export="xlsx")

    @property
    def csv_query(self) -> str:
        return self.query(export="csv")

    @property
    def kept(self) -> Iterable[tuple[str, str]]:
        """What a filter form must carry along so that changing a filter keeps columns and sort."""
        kept = ("sort", "columns", "size")
        return [(key, value) for key in kept for value in self._request.GET.getlist(key)]

    @property
    def filters_kept(self) -> Iterable[tuple[str, str]]:
        """What the column choice must carry along so that it keeps the filters."""
        dropped = ("columns", "cursor", "export")
        return [(key, value) for key, values in self._request.GET.lists() if key not in dropped for value in values]

    @property
    def is_filtered(self) -> bool:
        own = {"cursor", "sort", "columns", "size", "export"}
        return any(any(values) for key, values in self._request.GET.lists() if key not in own)

    def query(self, **changes: str) -> str:
        """The URL's state with some parameters changed; always back on the first page unless a cursor is given."""
        state = self._request.GET.copy()
        for name in ("cursor", "export"):
            state.pop(name, None)
        for name, value in changes.items():
            state[name] = value
        return f"?{state.urlencode()}"

    @property
    def is_export(self) -> bool:
        return self._request.GET.get("export") in ("xlsx", "csv")

    def export(self) -> HttpResponseBase:
        """All rows under the present filters, in the present order and columns."""
        rows = self._rows.order_by(*self.order, self._rows.model._meta.pk.name).iterator(chunk_size=2000)
        filename = f"{self.name}-{stamp()}"
        if self._request.GET["export"] == "csv":
            return csv_response(self.columns, rows, filename)
        return xlsx_response(self.columns, rows, filename, about=self._about())

    def _about(self) -> dict[str, str]:
        actor = self._request.actor
        conditions = [f"{key}={value}" for key, value in self.filters_kept if value and key != "size"]
        return {
            "名称": self.name,
            "导出人": f"{actor.name}（{actor.agency_name}）" if actor.agency_name else actor.name,
            "导出时间": minute(timezone.now()),
            "筛选条件": "；".join(conditions) or "无",
        }


def _cell(column: Column[Any], row: object) -> Cell:
    return Cell(
        label=column.label,
        value=column.value(row),
        kind=column.kind,
        url=column.url(row) if column.url else "",
        tone=column.tone(row) if column.tone else "neutral",
        note=column.note(row) if column.note else "",
    )
