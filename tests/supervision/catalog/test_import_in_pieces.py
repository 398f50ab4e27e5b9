"""Lists are checked piece by piece by a job: the same outcome, however they are cut and wherever it stops."""

import io
from sys import modules

import pytest

from tests.foundation.org.factories import PostFactory, actor_in
from tests.supervision.catalog.test_import import lists, rows
from tongjian.foundation.exchange.choices import BatchState, Dataset
from tongjian.foundation.exchange.models import Batch, Finding, StagedRow
from tongjian.foundation.exchange.operations import receive_batch
from tongjian.foundation.exchange.tasks import stage_import
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.supervision.catalog import operations as act

PIECES = modules["tongjian.supervision.catalog.operations._staging"]
TWICE, ANOTHER = "公安,2,乙,,依据,旅馆", "公安,2,乙,,别的,旅馆"
ITEM_ROWS = rows("公安,1,甲,,依据,旅馆", TWICE, "公安,1,甲,,依据,旅馆", ANOTHER, ANOTHER)
POINT_ROWS = lists(
    ["A", "甲", 1, "一", ""], ["A", "乙", 2, "二", ""], ["A", "甲", 1, "三", ""], ["B", "丙", 1, "一", ""]
)
CUT = pytest.mark.parametrize(
    ("dataset", "stage", "content"),
    [(Dataset.ITEMS, act.stage_items, ITEM_ROWS), (Dataset.CHECKLISTS, act.stage_checklists, POINT_ROWS)],
)


def stages(batch):
    found = Finding.objects.filter(batch=batch).order_by("row", "rule").values_list("row", "rule", "severity")
    staged = StagedRow.objects.filter(batch=batch).order_by("row").values_list("row", "payload")
    return list(found), list(staged)


@CUT
def test_a_list_checked_in_pieces_is_checked_as_a_whole_and_goes_on_where_it_was_interrupted(
    kinds, host, monkeypatch, dataset, stage, content
):
    def receive():
        return receive_batch(actor=host, dataset=dataset, file=io.BytesIO(content.encode()), file_name="清单.csv")

    def unplug(fraction):
        raise KeyboardInterrupt

    whole = stage(actor=host, batch_id=receive().pk)
    monkeypatch.setattr(PIECES, "PIECE", 1)
    batch = receive()
    with pytest.raises(KeyboardInterrupt):
        stage(actor=host, batch_id=batch.pk, on_progress=unplug)
    batch.refresh_from_db()
    assert (batch.state, batch.rows) == (BatchState.STAGING, 1)
    heard = []
    cut = stage(actor=host, batch_id=batch.pk, on_progress=heard.append)

    assert stages(cut) == stages(whole)
    assert (cut.rows, cut.rejected, cut.warned) == (whole.rows, whole.rejected, whole.warned)
    assert stages(whole)[0]
    assert len(heard) == whole.rows


def test_the_worker_checks_in_the_name_of_whoever_asked_and_a_broken_file_says_why(market):
    post = PostFactory(agency=market)
    actor = actor_in(market, "handler", user_id=post.user_id)
    good, bad = (
        receive_batch(actor=actor, dataset=Dataset.ITEMS, file=io.BytesIO(content), file_name="清单.csv")
        for content in (rows("市场监管,1,甲,,依据,企业").encode(), "甲,乙\n1,2\n".encode())
    )

    assert stage_import.call(str(good.pk), str(post.user_id), str(post.pk)) == {"accepted": 1, "rejected": 0}
    assert stage_import.call(str(bad.pk), str(post.user_id), str(post.pk)) == {"refused": "columns_unknown"}
    bad.refresh_from_db()
    assert bad.state == BatchState.REFUSED


def test_columns_that_cannot_be_are_refused_before_a_job_is_made_of_them(kinds, host):
    file = io.BytesIO(ITEM_ROWS.encode())
    batch = receive_batch(actor=host, dataset=Dataset.ITEMS, file=file, file_name="清单.csv")
    with pytest.raises(RuleViolated, match="部门"):
        act.start_staging_items(actor=host, batch_id=batch.pk, mapping={"name": "抽查事项名称"})
    with pytest.raises(NotFound):
        act.start_staging_checklists(actor=host, batch_id=Batch().pk, mapping={})
