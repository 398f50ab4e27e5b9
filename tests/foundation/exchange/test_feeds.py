"""Files that sources put into a folder are taken once, whole, and in the name of the source."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.casework.models import Todo
from tongjian.foundation.exchange import operations, tasks
from tongjian.foundation.exchange.choices import BatchState, Dataset, RunState
from tongjian.foundation.exchange.models import Batch, Feed, FeedRun
from tongjian.foundation.exchange.operations import _runs
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, NotFound, RuleViolated
from tongjian.foundation.ledger.operations import deliver_events
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry.models import Entity
from tongjian.supervision.registry.operations import apply_entities, stage_entities

SYSTEM = Actor.system("测试", "exchange.view")
CODES = [make_uscc("91", "140105", f"DEM{at:05}") for at in range(30)]
HEAD = "名称,信用代码,住所\n"


def rows(*numbers, wrong=0):
    good = [f"甲{at}商行,{CODES[at]},太原市小店区样例路{at}号\n" for at in numbers]
    return HEAD + "".join([*good, *[f"乙{at}店,123,太原市小店区\n" for at in range(wrong)]])


@pytest.fixture
def source(reference, settings, tmp_path):
    settings.TONGJIAN_HOME = tmp_path
    province = RegionFactory(code="140000")
    city = RegionFactory(code="140100", name="太原市", parent=province)
    return AgencyFactory(region=RegionFactory(code="140105", name="小店区", parent=city))


@pytest.fixture
def person(source):
    return actor_in(source, "handler")


@pytest.fixture
def feed(person):
    return operations.open_feed(actor=person, dataset=Dataset.ENTITIES, folder="mingdan")


@pytest.fixture
def folder(feed, tmp_path):
    return tmp_path / "feeds" / feed.agency.code / "mingdan"


@pytest.fixture
def confirmed(person, folder, put):
    """A person has confirmed these heads once."""
    put("第一次.csv", rows(0))
    [run] = look()
    stage_entities(actor=person, batch_id=run.batch_id)
    apply_entities(actor=person, batch_id=run.batch_id)
    return run


@pytest.fixture
def put(folder):
    def put(name, content, *, marker=True):
        (folder / name).write_text(content)
        if marker:
            (folder / f"{name}.done").touch()

    return put


def look():
    """What the scheduler and the worker do; the runs, the latest first."""
    operations.take_files(actor=SYSTEM)
    for run in FeedRun.objects.filter(state=RunState.TAKEN):
        operations.work_off_run(actor=SYSTEM, run_id=run.pk)
    return list(FeedRun.objects.select_related("batch").order_by("-at", "-id"))


def deliver():
    deliver_events(actor=Actor.system("测试", "ledger.deliver"))


def names(folder):
    return sorted(path.name.split("-", 3)[-1] for path in folder.iterdir() if path.is_file())


def test_heads_nobody_confirmed_wait_for_a_person_with_a_todo_that_ends_with_the_import(person, put, folder):
    put("名录.csv", rows(0))

    [run] = look()
    deliver()

    assert (run.state, run.batch.state) == (RunState.HELD, BatchState.RECEIVED)
    assert "请核对各列" in Todo.objects.get(state="open").title
    assert names(folder / "done") == ["名录.csv"]
    stage_entities(actor=person, batch_id=run.batch_id)
    apply_entities(actor=person, batch_id=run.batch_id)
    deliver()
    assert not Todo.objects.filter(state="open").exists()


def test_a_good_file_of_a_known_form_is_applied_without_a_person_in_the_name_of_the_source(confirmed, put, folder):
    put("二月.csv", rows(0, 1, 2))

    run = look()[0]

    assert (run.state, run.sentence) == (RunState.APPLIED, "新增 2，更新 0，不合格 0。")
    assert run.batch.agency_id == run.feed.agency_id
    assert Entity.objects.count() == 3
    assert names(folder) == []
    assert "二月.csv" in names(folder / "done")


def test_a_file_with_more_rejected_rows_than_the_rulebook_allows_waits_and_may_be_refused(confirmed, put, person):
    put("二月.csv", rows(*range(20), wrong=2))

    run = look()[0]
    deliver()

    assert (run.state, run.batch.state) == (RunState.HELD, BatchState.STAGED)
    assert "占 9.1%，超过 5%" in run.sentence
    assert Entity.objects.count() == 1
    assert Todo.objects.filter(state="open").count() == 1
    operations.refuse_batch(actor=person, batch_id=run.batch_id, refusal=RuleViolated("declined", "请重报"))
    deliver()
    assert not Todo.objects.filter(state="open").exists()


def test_the_same_bytes_are_never_taken_twice_whatever_they_are_called(confirmed, put, folder):
    for name in ("再来.csv", "再来.csv"):
        put(name, rows(0))
        assert look()[0].state == RunState.REPEATED
    assert Batch.objects.count() == 1
    assert names(folder) == []


def test_a_file_that_is_no_table_goes_to_failed_and_says_why(put, folder):
    put("名录.csv", "")
    put("照片.csv", "%PDF-1.4 ...")

    runs = look()

    assert {run.state for run in runs} == {RunState.FAILED}
    assert any("PDF" in run.sentence for run in runs)
    assert names(folder / "failed") == ["名录.csv", "照片.csv"]


def test_a_file_that_still_grows_or_is_no_file_is_left_alone(put, folder, feed, tmp_path, monkeypatch):
    put("名录.csv.part", rows(0), marker=False)
    put("大.csv", rows(0), marker=False)
    (tmp_path / "密.csv").write_text(rows(1))
    (folder / "链.csv").symlink_to(tmp_path / "密.csv")
    (folder / "链.csv.done").touch()
    assert look() == []
    put("大.csv", rows(0, 1), marker=False)
    later = timezone.now() + timedelta(seconds=90)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert look() == []

    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(seconds=90))

    assert [run.file_name for run in look()] == ["大.csv"]


def test_killed_anywhere_the_next_look_goes_on(confirmed, put, folder, monkeypatch):
    put("二月.csv", rows(0, 1))

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(_runs, "put_away", killed)
        with pytest.raises(KeyboardInterrupt):
            look()
    assert names(folder) == ["二月.csv", "二月.csv.done"]
    runs = look()

    assert names(folder) == []
    assert [run.state for run in runs] == [RunState.APPLIED, RunState.HELD]
    assert Batch.objects.count() == 2


def test_the_scheduler_hands_every_file_to_one_job_and_gives_up_after_three(feed, put):
    put("名录.csv", rows(0))
    assert tasks.look_into_feeds.call() == {"taken": 1, "unreadable": []}
    assert tasks.look_into_feeds.call() == {"taken": 0, "unreadable": []}
    run = FeedRun.objects.get()
    assert run.attempts == 1
    FeedRun.objects.update(attempts=4)
    assert tasks.work_off_feed_run.call(str(run.pk)) == {"state": "held"}
    assert "没有完成" in FeedRun.objects.get().sentence


def test_a_folder_belongs_to_the_agency_that_opened_it(person, feed, folder, put):
    with pytest.raises(RuleViolated, match="已经有"):
        operations.open_feed(actor=person, dataset=Dataset.ENTITIES, folder="mingdan")
    with pytest.raises(RuleViolated, match="目录名"):
        operations.open_feed(actor=person, dataset=Dataset.ENTITIES, folder="../mingdan")
    with pytest.raises(NotAllowed):
        operations.open_feed(actor=actor_in(feed.agency, "inspector"), dataset=Dataset.ENTITIES, folder="a")
    elsewhere = actor_in(AgencyFactory(region=RegionFactory(code="140200")), "handler")
    with pytest.raises(NotFound):
        operations.switch_feed(actor=elsewhere, feed_id=feed.pk, is_active=False)
    operations.switch_feed(actor=person, feed_id=feed.pk, is_active=False)
    put("名录.csv", rows(0))
    assert look() == []
    assert not Feed.objects.get().is_active
