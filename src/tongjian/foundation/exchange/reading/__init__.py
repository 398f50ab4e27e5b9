"""Bytes that came in → a table of texts, whatever they hold. Knows no dataset and touches no database.

table = read_table(file, Limits(max_bytes=…, max_rows=…, max_unpacked_bytes=…))   # DomainError with a sentence
sheet = open_table(file, limits)                       # the same in pieces: each of sheet.pieces is a Table
mapping = propose_mapping(table.header, SYNONYMS)      # field → column of the file, for a person to correct
frame = table.select(mapping)                          # Polars: `row` and one text column per field, missing = null
"""

from tongjian.foundation.exchange.reading.cells import MISSING, missing_to_null, trimmed
from tongjian.foundation.exchange.reading.columns import Checked, Columns, accepted_rows
from tongjian.foundation.exchange.reading.files import open_table, read_head, read_table
from tongjian.foundation.exchange.reading.findings import FindingDraft, reject, warn
from tongjian.foundation.exchange.reading.headers import normalise_header, propose_mapping
from tongjian.foundation.exchange.reading.table import PIECE, Limits, Sheet, Table

__all__ = [
    "Checked",
    "Columns",
    "MISSING",
    "PIECE",
    "FindingDraft",
    "Limits",
    "Sheet",
    "Table",
    "accepted_rows",
    "missing_to_null",
    "normalise_header",
    "open_table",
    "propose_mapping",
    "read_head",
    "read_table",
    "reject",
    "trimmed",
    "warn",
]
