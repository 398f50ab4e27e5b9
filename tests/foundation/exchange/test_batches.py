"""A batch is received, staged, applied and undone, whatever it holds."""

import hashlib
import io
import json
from sys import modules

import polars as pl
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.exchange import operations, queries
from tongjian.foundation.exchange.choices import BatchState, Dataset, RowOutcome
from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.exchange.operations import Piece, RowChange
from tongjian.foundation.exchange.reading import reject, warn
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError, IllegalTransition, NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook.models import Parameter
from tongjian.pure import tlog

CONTENT = "名称,代码\n甲,1\n乙,2\n丙,3\n".encode()
HOST = Actor.host("exchange.view", "catalog.import", "registry.import", "registry.undo_import")


def receive(actor=HOST, content=CONTENT, name="清单.csv"):
    return operations.receive_batch(actor=actor, dataset=Dataset.ITEMS, file=io.BytesIO(content), file_name=name)


def stage(batch, actor=HOST, findings=()):
    bad = {finding.row for finding in findings if finding.severity == "reject"}
    about = {"actor": actor, "batch_id": batch.pk, "mapping": {"name": "名称"}}
    with queries.sheet_of(batch) as sheet:
        operations.begin_staging(sheet=sheet, **about)
        [table] = sheet.pieces
    rows = [(row, json.dumps({"name": name})) for row, name in zip(table.rows, table.frame["名称"], strict=True)]
    accepted = pl.DataFrame([row for row in rows if row[0] not in bad], schema=["row", "payload"], orient="row")
    operations.stage_piece(piece=Piece(table.select(about["mapping"]), accepted, findings), fraction=1, **about)
    return operations.finish_staging(**about)


def created(rows):
    return [RowChange(RowOutcome.CREATED, f"s{row.row}", None, {"name": row.payload["name"]}) for row in rows]


@pytest.fixture
def batch(db):
    return receive()


def test_a_received_batch_keeps_the_bytes_their_digest_and_no_path(db):
    batch = receive(name="../../etc/清单\x00.csv")

    assert batch.sha256 == hashlib.sha256(CONTENT).hexdigest()
    with batch.raw.open() as file:
        assert file.read() == CONTENT
    assert batch.file_name == "清单.csv"
    assert str(batch.pk) in batch.raw.name


def test_receiving_needs_the_right_to_import(db):
    with pytest.raises(NotAllowed, match="监管事项"):
        receive(Actor.host("exchange.view"))


@pytest.mark.parametrize(("content", "code"), [(b"", "file_empty"), (b"x" * 101, "file_too_large")])
def test_nothing_is_stored_of_a_file_that_is_empty_or_too_large(reference, content, code):
    Parameter.objects.filter(code__endswith=".max_bytes").update(value="100")

    with pytest.raises(RuleViolated) as refused:
        receive(content=content)

    assert refused.value.code == code
    assert not Batch.objects.exists()


def test_limits_are_those_shipped_where_the_rulebook_is_empty(db):
    assert queries.limits().max_rows == 100_000
    assert queries.limits().max_bytes == 64 << 20


def test_staging_counts_rejected_and_warned_rows_once(batch):
    findings = [reject(2, "代码", "1", "a", "错。"), *(warn(row, "名称", "甲", "b", "看。") for row in (2, 3, 3))]

    staged = stage(batch, findings=findings)

    assert (staged.rows, staged.accepted, staged.rejected, staged.warned) == (3, 2, 1, 1)
    assert staged.state == BatchState.STAGED


def test_staging_again_replaces_what_was_staged(batch):
    stage(batch)

    again = stage(batch, findings=[reject(4, "代码", "3", "a", "错。")])

    assert again.accepted == StagedRow.objects.filter(batch=batch).count() == 2


def test_an_applied_batch_is_one_entry_with_the_root_of_its_changes(batch):
    stage(batch)

    applied = operations.apply_batch(actor=HOST, batch_id=batch.pk, apply_chunk=created)

    leaves = [
        tlog.leaf_hash(rfc8785.dumps({"row": row, "subject_id": f"s{row}", "before": None, "after": {"name": name}}))
        for row, name in ((2, "甲"), (3, "乙"), (4, "丙"))
    ]
    entry = Entry.objects.get(action="exchange.batch_applied")
    assert applied.root == tlog.root(leaves).hex() == json.loads(entry.data)["root"]
    assert json.loads(entry.data)["created"] == applied.created == 3
    assert queries.root_of_changes(applied) == applied.root


@given(
    st.integers(1, 1000), st.text(max_size=36),
    st.dictionaries(st.sampled_from(["name", "address", "区划"]), st.none() | st.text() | st.integers(-9, 9)),
)  # fmt: skip
def test_the_leaf_of_a_change_is_rfc_8785(row, subject_id, after):
    standard = rfc8785.dumps({"row": row, "subject_id": subject_id, "before": None, "after": after})

    assert queries.change_leaf(row, subject_id, None, after) == tlog.leaf_hash(standard)


def test_an_interrupted_batch_goes_on_where_it_was(batch, monkeypatch):
    monkeypatch.setattr(modules["tongjian.foundation.exchange.operations.apply_batch"], "CHUNK", 1)
    stage(batch)
    seen = []

    def interrupted(rows):
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.extend(row.row for row in rows)
        return created(rows)

    with pytest.raises(KeyboardInterrupt):
        operations.apply_batch(actor=HOST, batch_id=batch.pk, apply_chunk=interrupted)
    batch.refresh_from_db()
    assert (batch.state, batch.cursor, batch.created) == (BatchState.APPLYING, 3, 2)

    told = []
    done = operations.apply_batch(actor=HOST, batch_id=batch.pk, apply_chunk=created, on_progress=told.append)

    assert (done.state, done.created, done.cursor) == (BatchState.APPLIED, 3, 4)
    assert told == [2, 1, 0]


def test_applying_what_is_applied_changes_nothing(batch):
    stage(batch)
    operations.apply_batch(actor=HOST, batch_id=batch.pk, apply_chunk=created)

    again = operations.apply_batch(actor=HOST, batch_id=batch.pk, apply_chunk=created)

    assert again.created == 3
    assert Entry.objects.filter(action="exchange.batch_applied").count() == 1


def test_what_was_not_staged_cannot_be_applied(batch):
    with pytest.raises(IllegalTransition):
        operations.apply_batch(actor=HOST, batch_id=batch.pk, apply_chunk=created)


def test_a_batch_that_began_to_be_applied_is_not_staged_again(batch):
    stage(batch)
    operations.begin_batch(actor=HOST, batch_id=batch.pk)

    with pytest.raises(IllegalTransition):
        stage(batch)


def test_a_refused_batch_keeps_the_sentence(batch):
    stage(batch)

    refused = operations.refuse_batch(
        actor=HOST, batch_id=batch.pk, refusal=DomainError("file_damaged", "工作簿已损坏。")
    )

    assert (refused.state, refused.refusal) == (BatchState.REFUSED, "工作簿已损坏。")
    assert not StagedRow.objects.exists()


def test_undo_hands_back_the_changed_rows_last_first(batch, monkeypatch):
    monkeypatch.setattr(modules["tongjian.foundation.exchange.operations.undo_batch"], "CHUNK", 2)
    stage(batch)
    operations.apply_batch(actor=HOST, batch_id=batch.pk, apply_chunk=created)
    seen = []

    undone = operations.undo_batch(
        actor=HOST,
        batch_id=batch.pk,
        reason="导错了",
        revert_chunk=lambda rows: seen.append([r.row for r in rows]) or [],
    )

    assert seen == [[4, 3], [2]]
    assert undone.state == BatchState.UNDONE
    assert Entry.objects.filter(action="exchange.batch_undone").exists()


def test_undo_is_all_or_nothing_and_says_why(batch):
    stage(batch)
    operations.apply_batch(actor=HOST, batch_id=batch.pk, apply_chunk=created)

    def revert(rows):
        StagedRow.objects.filter(batch=batch).update(subject_id="")
        return ["甲：已有检查"]

    with pytest.raises(RuleViolated, match="甲：已有检查"):
        operations.undo_batch(actor=HOST, batch_id=batch.pk, reason="导错了", revert_chunk=revert)

    batch.refresh_from_db()
    assert batch.state == BatchState.APPLIED
    assert not StagedRow.objects.filter(subject_id="").exists()


def test_undo_needs_a_reason(batch):
    stage(batch)
    operations.apply_batch(actor=HOST, batch_id=batch.pk, apply_chunk=created)

    with pytest.raises(RuleViolated, match="理由"):
        operations.undo_batch(actor=HOST, batch_id=batch.pk, reason=" ", revert_chunk=lambda rows: [])


def test_a_batch_of_another_place_does_not_exist(batch):
    taiyuan = AgencyFactory(region=RegionFactory(code="140105"))
    datong = AgencyFactory(region=RegionFactory(code="140213"))
    mine = receive(actor_in(taiyuan))

    with pytest.raises(NotFound):
        queries.get_batch(actor_in(datong), mine.pk)
    with pytest.raises(NotFound):
        operations.begin_batch(actor=actor_in(datong), batch_id=mine.pk)
    assert queries.get_batch(actor_in(taiyuan, Role.COORDINATOR), mine.pk) == mine


def test_another_agency_of_the_place_sees_but_does_not_apply(batch):
    place = RegionFactory(code="140105")
    mine = receive(actor_in(AgencyFactory(region=place)))
    neighbour = actor_in(AgencyFactory(region=place, kind__code="WJW"))

    assert queries.get_batch(neighbour, mine.pk)
    with pytest.raises(NotAllowed):
        operations.begin_batch(actor=neighbour, batch_id=mine.pk)


def test_only_ones_own_unfinished_batch_is_taken_up_again(batch):
    other = actor_in(AgencyFactory(region=RegionFactory(code="140000")))

    def unfinished(actor):
        return queries.find_unfinished(actor, dataset=Dataset.ITEMS, file=io.BytesIO(CONTENT))

    assert unfinished(HOST) == batch
    assert unfinished(other) is None
    operations.refuse_batch(actor=HOST, batch_id=batch.pk, refusal=DomainError("x", "不。"))
    assert unfinished(HOST) is None
