"""Open data on its way out: row by row, under a licence, and not at all when the asker has it already."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri

from tongjian import __version__
from tongjian.doors.face.exports import csv_response
from tongjian.doors.portal.data.columns import DataColumn
from tongjian.doors.portal.data.datasets import Dataset, State

LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/deed.zh-hans"}
"""Anybody may use the data, also in a business, and says where it comes from."""


def data_response(
    request: HttpRequest, dataset: Dataset, kind: str, rows: Iterable[Any] | None = None
) -> HttpResponseBase:
    """CSV or JSON of a dataset, or of `rows` of it that the address asks for. `rows` is not read when nothing has
    changed since the ETag the asker has."""
    state = dataset.state()
    etag = _etag(state, dataset.name, kind, request.META.get("QUERY_STRING", ""))
    response = get_conditional_response(request, etag=etag) or _whole(dataset, kind, state, rows)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return licensed(response)


def licensed(response: HttpResponseBase) -> HttpResponseBase:
    """The licence travels with the data, in the file where it can and in the head of the answer always (RFC 8288)."""
    response["Link"] = f'<{iri_to_uri(LICENCE["url"])}>; rel="license"'
    return response


def _etag(state: State, *parts: str) -> str:
    """Weak: it tells the same state of the list, and says nothing of bytes. A new release may write it otherwise."""
    told = repr((__version__, state, parts)).encode()
    return f'W/"{hashlib.sha256(told).hexdigest()[:32]}"'


def _whole(dataset: Dataset, kind: str, state: State, rows: Iterable[Any] | None) -> HttpResponseBase:
    found = dataset.rows() if rows is None else rows
    if kind == "csv":
        return csv_response(dataset.columns, found, f"{dataset.title}-{timezone.localdate():%Y%m%d}")
    return StreamingHttpResponse(_json_lines(dataset, state, found), content_type="application/json")


def about(dataset: Dataset, state: State) -> dict[str, Any]:
    """What the table is, in words for programs."""
    return {
        "dataset": dataset.name,
        "title": dataset.title,
        "about": dataset.about,
        "licence": LICENCE,
        "changed": state[0],
        "columns": [{"key": one.key, "label": one.label, "meaning": one.meaning} for one in dataset.columns],
    }


def _json_lines(dataset: Dataset, state: State, rows: Iterable[Any]) -> Iterator[str]:
    """One object; its rows, each on a line, under the name of the dataset."""
    yield f'{dumped(about(dataset, state))[:-1]}, "{dataset.name}": ['
    before = "\n"
    for row in rows:
        yield f"{before}{dumped(plain(dataset.columns, row))}"
        before = ",\n"
    yield "\n]}\n"


def plain(columns: Sequence[DataColumn[Any]], row: Any) -> dict[str, Any]:
    """Days as ISO 8601; what is not said is an empty text, what is open is null."""
    return {column.key: column.value(row) for column in columns}


def dumped(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, default=str)
