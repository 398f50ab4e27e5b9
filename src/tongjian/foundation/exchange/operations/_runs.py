"""How a run of a feed ends, and in whose name it is done."""

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.exchange.choices import RunState
from tongjian.foundation.exchange.events import BatchHeld
from tongjian.foundation.exchange.models import Feed, FeedRun
from tongjian.foundation.exchange.operations._folders import path_of, put_away
from tongjian.foundation.exchange.policies import IMPORT
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.trail import publish, record


def actor_of(feed: Feed) -> Actor:
    """A job in the name of the source: no more than its own region and its own dataset."""
    agency, context = feed.agency, IMPORT[feed.dataset].partition(".")[0]
    return Actor(
        name=f"交换目录：{feed}",
        via="job",
        agency_id=agency.pk,
        agency_name=agency.name,
        region_code=agency.region.code,
        region_name=agency.region.name,
        permissions=frozenset({"exchange.view", IMPORT[feed.dataset], f"{context}.view"}),
    )


@transaction.atomic
def settle(run: FeedRun, state: RunState, sentence: str = "") -> None:
    """Once; a held batch is told to the source."""
    locked = FeedRun.objects.select_for_update().get(pk=run.pk)
    if locked.state != RunState.TAKEN:
        return
    locked.state, locked.sentence = state, sentence[:300]
    locked.save(update_fields=["state", "sentence"])
    entry = record(
        actor_of(run.feed), "exchange.feed_settled", run, sha256=run.sha256, state=str(state), sentence=run.sentence
    )
    if state == RunState.HELD:
        publish(entry, BatchHeld(str(run.batch_id), locked.sentence))


def move(run: FeedRun) -> None:
    """After the run is settled: interrupted in between, the next look moves the file."""
    folder = "failed" if run.state == RunState.FAILED else "done"
    put_away(path_of(run.feed) / run.file_name, folder, run.sha256, timezone.now())
    FeedRun.objects.filter(pk=run.pk).update(is_moved=True)
