"""The rows of a chunk that need no thought, column by column: entities nobody knew and entities that stay as they are.

Nearly every row of a feed is one of these. What is left (changed entities, numbers that meet in one row or in several)
goes row by row through `_upsert`. A plain row shares no number and no entity with any other row of its chunk, so it
does not matter which of the two go first.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection

from tongjian.foundation.exchange.choices import RowOutcome
from tongjian.foundation.exchange.operations.apply_columns import CHANGES
from tongjian.foundation.exchange.writing import insert_frame
from tongjian.foundation.kernel.ids import new_ids
from tongjian.supervision.registry.columns import PAYLOAD, normalise_names
from tongjian.supervision.registry.models import Entity, Identifier, Premises, Provenance
from tongjian.supervision.registry.operations._numbers import KIND_OF_FIELD
from tongjian.supervision.registry.queries import FACTS

_SHAPE = pl.Struct({name: pl.Int64 if name == "duplicate_of" else pl.String for name in PAYLOAD})
_FACT_COLUMNS: dict[str, Any] = {name: Entity._meta.get_field(name) for name in FACTS}


@dataclass(frozen=True, slots=True)
class Sorted:
    """`new` has a column `entity` with the id each row is going to have; `known` that of the entity found and its
    present facts as columns `now_…`; `left` are the ids of the staged rows that are neither."""

    new: pl.DataFrame
    known: pl.DataFrame
    left: Sequence[int]


def sort_rows(chunk: pl.DataFrame, met: "MetBefore") -> Sorted:
    """Reads who bears the numbers of the chunk, and locks those entities."""
    rows = chunk.select("id", "row", pl.col("payload").str.json_decode(_SHAPE).alias("of")).unnest("of")
    numbers = _numbers(rows)
    owned = numbers.join(_owners(numbers), on=["kind", "value"], how="left")
    is_shared = pl.len().over("kind", "value") > 1
    by_row = owned.with_columns(is_shared.alias("shared")).group_by("row").agg(
        pl.col("shared").any(),
        pl.col("entity").n_unique().alias("owners"),
        pl.col("entity").first().alias("entity"),
    )  # fmt: skip
    borne_by = owned.drop_nulls("entity").unique(["row", "entity"]).group_by("entity").agg(pl.len().alias("rows"))
    rows = rows.join(by_row, on="row", how="left").join(borne_by, on="entity", how="left")
    is_plain = ~pl.col("shared") & (pl.col("owners") == 1) & pl.col("duplicate_of").is_null()
    new = rows.filter(is_plain & pl.col("entity").is_null())
    new = new.with_columns(pl.Series("entity", new_ids(len(new)), dtype=pl.String))
    known = rows.filter(is_plain & (pl.col("rows") == 1))
    known = known.filter(~pl.col("entity").is_in(met(known["entity"].to_list())))
    known = known.join(_facts(known["entity"].to_list()), on="entity", how="inner").filter(~_differs())
    plain = pl.concat([new["id"], known["id"]])
    left = rows.filter(~pl.col("id").is_in(plain.implode())).sort("row")["id"].to_list()
    return Sorted(new, known, left)


def write_plain(plain: Sorted, *, batch_id: UUID, at: datetime) -> pl.DataFrame:
    """Inserts the new ones with their numbers, premises and sources; the columns of CHANGES for both kinds."""
    new = plain.new
    insert_frame(Entity, _entities(new), created_at=at, updated_at=at)
    numbers = _numbers(new).join(new.select("row", entity_id="entity"), on="row")
    insert_frame(Identifier, _with_ids(numbers.select("entity_id", "kind", "value")))
    premises = new.filter(pl.col("address").is_not_null()).select("address", entity_id="entity", region_id="region")
    insert_frame(Premises, _with_ids(premises), is_main=True)
    sources = new.select("row", _given_fields().alias("fields"), entity_id="entity")
    insert_frame(Provenance, sources, batch_id=batch_id, at=at)
    return pl.concat(
        [_changes(new, RowOutcome.CREATED, _created()), _changes(plain.known, RowOutcome.UNCHANGED, pl.lit(None))]
    )


class MetBefore:
    """Entities, as 32 hexadecimal digits, that earlier chunks of the batch have dealt with."""

    def __init__(self, batch_id: UUID) -> None:
        self._batch_id = batch_id

    def __call__(self, entities: Sequence[str]) -> list[str]:
        if not entities:
            return []
        sql = f"SELECT subject_id FROM exchange_stagedrow WHERE batch_id = %s AND subject_id {_among('text')}"
        batch = str(self._batch_id) if connection.vendor == "postgresql" else self._batch_id.hex
        with connection.cursor() as cursor:
            cursor.execute(sql, [batch, _list(str(UUID(entity)) for entity in entities)])
            return [subject.replace("-", "") for (subject,) in cursor.fetchall()]


def _numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """row, kind, value of every number, the USCC first."""
    return pl.concat(
        [
            rows.select("row", pl.lit(str(kind)).alias("kind"), pl.col(name).alias("value"))
            for name, kind in KIND_OF_FIELD.items()
        ]
    ).drop_nulls("value")


def _owners(numbers: pl.DataFrame) -> pl.DataFrame:
    found: list[tuple[str, str, str]] = []
    with connection.cursor() as cursor:
        for (kind,), group in numbers.group_by("kind"):
            cursor.execute(
                "SELECT kind, value, cast(entity_id AS text) FROM registry_identifier"
                f" WHERE kind = %s AND valid_until IS NULL AND value {_among('text')}",
                [kind, _list(group["value"].unique())],
            )
            found += cursor.fetchall()
    owners = pl.DataFrame(found, schema={"kind": pl.String, "value": pl.String, "entity": pl.String}, orient="row")
    return owners.with_columns(pl.col("entity").str.replace_all("-", "", literal=True))


def _facts(entities: Sequence[str]) -> pl.DataFrame:
    """`entity`, `now_uscc` and the present facts as texts, empty ones null; the rows are locked."""
    names = ["entity", "now_uscc", *(f"now_{name}" for name in FACTS)]
    columns = ", ".join(f"nullif(cast({field.column} AS text), '')" for field in _FACT_COLUMNS.values())
    sql = f"SELECT cast(id AS text), nullif(uscc, ''), {columns} FROM registry_entity WHERE id {_among('uuid')}"
    rows: list[tuple[str | None, ...]] = []
    if entities:
        with connection.cursor() as cursor:
            cursor.execute(sql + (" FOR UPDATE" if connection.vendor == "postgresql" else ""), [_list(entities)])
            rows = cursor.fetchall()
    facts = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return facts.with_columns(pl.col("entity").str.replace_all("-", "", literal=True))


def _differs() -> pl.Expr:
    """Something is said that the entity does not have. A kind that was only guessed from words says nothing."""
    said = [
        pl.col(name).is_not_null() & pl.col(name).ne_missing(pl.col(f"now_{name}")) for name in FACTS if name != "kind"
    ]
    kind = pl.col("uscc").is_not_null() & pl.col("kind").ne_missing(pl.col("now_kind"))
    return pl.any_horizontal(*said, kind, pl.col("uscc").is_not_null() & pl.col("now_uscc").is_null())


def _entities(new: pl.DataFrame) -> pl.DataFrame:
    facts = [_or_default(field, name) for name, field in _FACT_COLUMNS.items()]
    search = normalise_names(new["name"]).str.slice(0, 200).alias("search_name")
    return new.select(pl.col("entity").alias("id"), *facts, pl.col("uscc").fill_null(""), search)


def _or_default(field: Any, name: str) -> pl.Expr:
    default, attribute = field.get_default(), field.attname
    given = pl.col(name) if default is None else pl.col(name).fill_null(pl.lit(str(default)))
    return given.alias(attribute)


def _with_ids(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.Series("id", new_ids(len(frame)), dtype=pl.String))


def _given_fields() -> pl.Expr:
    names = sorted([*FACTS, "uscc"])
    said = [pl.when(pl.col(name).is_not_null()).then(pl.lit(json.dumps(name))) for name in names]
    return pl.format("[{}]", pl.concat_str(said, separator=", ", ignore_nulls=True))


def _created() -> pl.Expr:
    """The canonical JSON of the facts given and the numbers added: what `_upsert` says of an entity it made."""
    numbers = [
        pl.when(pl.col(name).is_not_null()).then(pl.format(f'["{kind}",{{}}]', _as_json(name)))
        for name, kind in KIND_OF_FIELD.items()
    ]
    parts = [pl.when(pl.col(name).is_not_null()).then(pl.format(f'"{name}":{{}}', _as_json(name))) for name in FACTS]
    listed = pl.format('"numbers":[{}]', pl.concat_str(numbers, separator=",", ignore_nulls=True))
    by_name = dict(zip(FACTS, parts, strict=True)) | {"numbers": listed}
    inside = pl.concat_str([by_name[name] for name in sorted(by_name)], separator=",", ignore_nulls=True)
    return pl.concat_str(pl.lit("{"), inside, pl.lit("}"))


def _as_json(name: str) -> pl.Expr:
    """A text with quotation marks; the encoder writes `{"name":…}` around it."""
    return pl.struct(name).struct.json_encode().str.slice(len(name) + 4).str.strip_suffix("}")


def _changes(rows: pl.DataFrame, outcome: RowOutcome, after: pl.Expr) -> pl.DataFrame:
    dashed = r"${1}-${2}-${3}-${4}-${5}"
    subject = pl.col("entity").str.replace(r"^(.{8})(.{4})(.{4})(.{4})(.{12})$", dashed)
    return rows.select(
        "id",
        "row",
        pl.lit(str(outcome)).alias("outcome"),
        subject.alias("subject_id"),
        pl.lit(None, dtype=pl.String).alias("before"),
        after.cast(pl.String).alias("after"),
    ).cast(CHANGES)  # type: ignore[arg-type]


def _among(kind: str) -> str:
    return f"= ANY(%s::{kind}[])" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"


def _list(values: Iterable[str]) -> list[str] | str:
    items = list(values)
    return items if connection.vendor == "postgresql" else json.dumps(items)
