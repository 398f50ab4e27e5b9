"""Files that are larger than what is read at once: the same outcome, however they are cut and wherever it stops."""

import csv
import io
from sys import modules

import polars as pl
import pytest

from tongjian.foundation.exchange import queries
from tongjian.foundation.exchange.choices import BatchState
from tongjian.foundation.exchange.models import Finding, StagedRow
from tongjian.foundation.exchange.operations import stage_file
from tongjian.foundation.kernel.errors import IllegalTransition
from tongjian.foundation.ledger.models import Entry
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry.models import Entity, Identifier, Premises, Provenance
from tongjian.supervision.registry.operations import apply_entities, stage_entities, start_staging
from tongjian.supervision.registry.operations._plain_rows import Sorted

FIRST, SECOND = make_uscc("91", "140105", "DEM00001"), make_uscc("91", "140105", "DEM00002")
STAGING = modules[stage_file.__module__]
UPSERT = modules["tongjian.supervision.registry.operations._upsert"]


def staged(batch):
    rows = StagedRow.objects.filter(batch=batch).order_by("row").values_list("row", "payload")
    findings = Finding.objects.filter(batch=batch).order_by("row", "column", "rule", "sentence")
    return list(rows), list(findings.values_list("row", "column", "value", "rule", "severity", "sentence"))


def stopping(after):
    """A listener that pulls the plug after so many pieces."""
    heard = []

    def listen(fraction):
        heard.append(fraction)
        if len(heard) == after:
            raise KeyboardInterrupt

    return listen


def test_a_file_checked_in_pieces_is_checked_as_a_whole(receive, host, look_alike, monkeypatch):
    whole = stage_entities(actor=host, batch_id=receive(look_alike).pk)
    monkeypatch.setattr(STAGING, "PIECE", 13)
    heard = []

    cut = stage_entities(actor=host, batch_id=receive(look_alike).pk, on_progress=heard.append)

    assert staged(cut) == staged(whole)
    for name in ("rows", "accepted", "rejected", "warned", "mapping", "header", "encoding", "state"):
        assert getattr(cut, name) == getattr(whole, name), name
    assert len(heard) == 25
    assert heard == sorted(heard)
    assert heard[-1] == 1


def test_an_interrupted_check_goes_on_where_it_was(receive, host, look_alike, monkeypatch):
    whole = stage_entities(actor=host, batch_id=receive(look_alike).pk)
    monkeypatch.setattr(STAGING, "PIECE", 50)
    batch = receive(look_alike)

    with pytest.raises(KeyboardInterrupt):
        stage_entities(actor=host, batch_id=batch.pk, on_progress=stopping(3))
    batch.refresh_from_db()
    kept = set(StagedRow.objects.filter(batch=batch).values_list("pk", flat=True))
    assert (batch.state, batch.rows) == (BatchState.STAGING, 150)
    with pytest.raises(IllegalTransition):
        apply_entities(actor=host, batch_id=batch.pk)
    done = stage_entities(actor=host, batch_id=batch.pk)

    assert staged(done) == staged(whole)
    assert (done.state, done.rows, done.rejected) == (BatchState.STAGED, whole.rows, whole.rejected)
    assert kept < set(StagedRow.objects.filter(batch=batch).values_list("pk", flat=True))
    assert Entry.objects.filter(action="exchange.batch_staged", subject_id=str(batch.pk)).count() == 1


def test_other_columns_begin_the_check_anew_and_end_the_one_that_runs(receive, host, monkeypatch):
    monkeypatch.setattr(STAGING, "PIECE", 1)
    batch = receive(f"名称,代码,旧名\n甲商行,{FIRST},甲店\n乙商行,{SECOND},乙店\n")

    def change_of_mind(fraction):
        start_staging(actor=host, batch_id=batch.pk, mapping={"name": "旧名", "uscc": "代码"})

    with pytest.raises(IllegalTransition, match="已按别的列对应重新校验"):
        stage_entities(
            actor=host, batch_id=batch.pk, mapping={"name": "名称", "uscc": "代码"}, on_progress=change_of_mind
        )
    stage_entities(actor=host, batch_id=batch.pk)

    assert [row["name"] for row in StagedRow.objects.values_list("payload", flat=True)] == ["甲店", "乙店"]


def test_the_tree_kept_chunk_by_chunk_is_that_of_all_changes_whatever_the_texts(receive, host, monkeypatch):
    monkeypatch.setattr(modules["tongjian.foundation.exchange.operations.apply_columns"], "AT_ONCE", 3)
    strange = [
        '引"号',
        "反\\斜杠",
        '\\"两样',
        "制\t表",
        "退\b格",
        "换\x0c页",
        "控\x01\x1f制",
        "删\x7f除",
        "表情😀",
        "行\u2028隔",
        "{}",
        "null",
    ]
    text = io.StringIO()
    rows = [(f"{odd}{at}店", make_uscc("91", "140105", f"DEM{at:05}"), odd * 2) for at, odd in enumerate(strange)]
    csv.writer(text).writerows([("名称", "信用代码", "经营范围"), *rows])
    batch = receive(text.getvalue())
    stage_entities(actor=host, batch_id=batch.pk)

    batch = apply_entities(actor=host, batch_id=batch.pk)

    assert batch.created == len(strange)
    assert batch.root == queries.root_of_changes(batch)
    assert set(Entity.objects.values_list("name", flat=True)) == {name for name, _, _ in rows}


def facts():
    """Everything the register says, without keys and moments."""
    entity_columns = [
        field.attname for field in Entity._meta.concrete_fields if field.name not in ("id", "created_at", "updated_at")
    ]
    return (
        list(Entity.objects.order_by("name", "uscc").values_list(*entity_columns)),
        list(Identifier.objects.order_by("value", "kind").values_list("entity__name", "kind", "value", "valid_until")),
        list(
            Premises.objects.order_by("address", "entity__name").values_list(
                "entity__name", "address", "region_id", "is_main"
            )
        ),
        list(Provenance.objects.order_by("batch__created_at", "row").values_list("entity__name", "fields", "row")),
        list(StagedRow.objects.order_by("batch__created_at", "row").values_list("row", "outcome", "after")),
    )


def test_rows_written_as_columns_are_written_as_row_by_row(bring_in, look_alike, monkeypatch):
    moved = look_alike.replace("虚构街".encode(), "虚构路".encode())
    bring_in(look_alike)
    bring_in(moved)
    by_columns = facts()
    for model in (Provenance, Premises, Identifier, Entity, StagedRow, Finding):
        model.objects.all().delete()
    monkeypatch.setattr(UPSERT, "sort_rows", none_is_plain)

    bring_in(look_alike)
    bring_in(moved)

    by_rows = facts()
    for columns, rows in zip(by_columns, (*by_rows[:4], by_rows[4]), strict=True):
        assert columns == rows


def none_is_plain(chunk, met):
    nobody = sort_rows(chunk.head(0), met)
    return Sorted(nobody.new, nobody.known, chunk["id"].to_list())


sort_rows = UPSERT.sort_rows


def test_a_feed_that_comes_again_costs_the_same_number_of_queries_whatever_its_length(
    receive, host, django_assert_max_num_queries
):
    rows = [f"商行{at},{make_uscc('91', '140105', f'DEM{at:05}')}" for at in range(60)]
    for count in (3, 60):
        batch = receive("\n".join(["名称,信用代码", *rows[:count]]))
        stage_entities(actor=host, batch_id=batch.pk)
        with django_assert_max_num_queries(40):
            apply_entities(actor=host, batch_id=batch.pk)
    assert Entity.objects.count() == 60
    assert pl.Series(list(StagedRow.objects.values_list("outcome", flat=True))).n_unique() == 2
