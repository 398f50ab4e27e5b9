"""A Fellegi–Sunter score by Splink on DuckDB. The weights are fixed and written here: nothing is trained, so the same
file and register give the same suggestions.

`m` is how often a level is seen among rows of the same entity, `u` among rows of different ones of the same block.
They are this project's judgement, not law; a person decides on every suggestion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from tongjian.supervision.registry.matching.records import Record

SUGGESTED_FROM = 0.5
MOST_PER_ROW = 5
_PRIOR = 0.02
"""Of the pairs that share a block, this part is the same entity."""
_LEAST_CORE = 0.34
"""Names whose cores share less are not suggested by a name at all."""

Level = tuple[str, str, float, float]
"""Words for people, condition, m, u. The last level is everything else."""


def _jaccard(column: str) -> str:
    left, right = f"{column}_l", f"{column}_r"
    return (
        f"len(list_intersect({left}, {right})) * 1.0 / greatest(1, len(list_distinct(list_concat({left}, {right}))))"
    )


COMPARISONS: dict[str, tuple[str, Sequence[Level]]] = {
    "name": (
        "名称",
        (
            ("完全一致", "name_l = name_r", 0.50, 0.001),
            ("字号一致", "core_l = core_r", 0.25, 0.01),
            ("大部分相同", f"{_jaccard('name_pairs')} >= 0.6", 0.15, 0.02),
            ("部分相同", f"{_jaccard('name_pairs')} >= {_LEAST_CORE}", 0.07, 0.10),
            ("不同", "", 0.03, 0.869),
        ),
    ),
    "address": (
        "地址",
        (
            ("完全一致", "address_l = address_r", 0.45, 0.002),
            ("大部分相同", f"{_jaccard('address_pairs')} >= 0.6", 0.30, 0.01),
            ("部分相同", f"{_jaccard('address_pairs')} >= 0.3", 0.15, 0.10),
            ("不同", "", 0.10, 0.888),
        ),
    ),
    "region": (
        "区划",
        (
            ("同一区县", "region_l = region_r", 0.90, 0.30),
            ("同一地市", "left(region_l, 4) = left(region_r, 4)", 0.06, 0.25),
            ("不同", "", 0.04, 0.45),
        ),
    ),
    "number": ("编号", (("一致", "number_l = number_r", 0.70, 0.0001), ("不同", "", 0.30, 0.9999))),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    row_id: str
    entity_id: str
    score: float
    explanation: list[dict[str, object]]
    """Per comparison: what is compared, in which level it falls, and by what factor that changes the odds."""


def suggest(rows: Sequence[Record], entities: Sequence[Record]) -> list[Suggestion]:
    """At most five entities for each row, the likeliest first. Reads nothing and writes nothing elsewhere."""
    if not rows or not entities:
        return []
    import duckdb  # seconds to import, and only who compares a file should wait for it
    from splink import DuckDBAPI, Linker

    with duckdb.connect(":memory:") as engine:
        engine.execute("set threads = 1")
        api = DuckDBAPI(connection=engine)
        tables = [
            api.register(_frame(records).to_arrow(), dataset_display_name=name)
            for name, records in (("file", rows), ("register", entities))
        ]
        linker = Linker(tables, _settings(), log_level="ERROR")
        scored = linker.inference.predict(threshold_match_probability=SUGGESTED_FROM, warning_mode="never")
        found = [_suggestion(row) for row in scored.as_record_list()]
    found.sort(key=lambda one: (one.row_id, -one.score, one.entity_id))
    taken: dict[str, int] = {}
    kept = []
    for one in found:
        taken[one.row_id] = taken.get(one.row_id, 0) + 1
        if taken[one.row_id] <= MOST_PER_ROW:
            kept.append(one)
    return kept


def _frame(records: Sequence[Record]) -> pl.DataFrame:
    texts = dict.fromkeys(("unique_id", "name", "core", "head", "tail", "address", "region", "number"), pl.String)
    schema: dict[str, Any] = {**texts, "name_pairs": pl.List(pl.String), "address_pairs": pl.List(pl.String)}
    return pl.DataFrame([record.columns for record in records], schema=schema)


def _settings() -> Any:
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=_PRIOR,
        comparisons=[_comparison(name, levels) for name, (_, levels) in COMPARISONS.items()],
        blocking_rules_to_generate_predictions=[
            block_on("name"),
            block_on("number"),
            block_on("address"),
            block_on("region", "head"),
            block_on("region", "tail"),
            block_on("core"),
        ],
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=True,
        additional_columns_to_retain=[],
    )


def _comparison(name: str, levels: Sequence[Level]) -> dict[str, Any]:
    null = {
        "sql_condition": f"{name}_l is null or {name}_r is null",
        "label_for_charts": "未提供",
        "is_null_level": True,
    }
    judged = [
        {"sql_condition": condition or "ELSE", "label_for_charts": label, "m_probability": m, "u_probability": u}
        for label, condition, m, u in levels
    ]
    return {"output_column_name": name, "comparison_levels": [null, *judged]}


def _suggestion(row: dict[str, Any]) -> Suggestion:
    sides = {row["source_dataset_l"]: row["unique_id_l"], row["source_dataset_r"]: row["unique_id_r"]}
    explanation: list[dict[str, object]] = []
    for name, (label, levels) in COMPARISONS.items():
        value = int(row[f"gamma_{name}"])
        words, _, m, u = ("未提供", "", 1.0, 1.0) if value < 0 else levels[len(levels) - 1 - value]
        explanation.append({"label": label, "level": words, "factor": round(m / u, 3)})
    return Suggestion(sides["file"], sides["register"], round(float(row["match_probability"]), 4), explanation)
