"""A column of open data: its name for programs, its head for people, and what it means."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class DataColumn(Generic[Row]):
    """`value` gives a text, a whole number, a date or None: the same for CSV and JSON."""

    key: str
    label: str
    value: Callable[[Row], Any]
    meaning: str
