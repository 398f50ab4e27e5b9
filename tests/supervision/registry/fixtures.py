"""The province as shipped, and ways to bring a file into it. Imported by the conftest of whoever needs them."""

import csv
import io
from datetime import date
from importlib import resources

import pytest

from tests.data import variants
from tests.foundation.org.factories import AgencyFactory
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.operations import receive_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.models import Region
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.supervision.registry.operations import apply_entities, stage_entities


@pytest.fixture
def regions(reference):
    """The province as shipped."""
    text = resources.files("tongjian.foundation.org").joinpath("reference", "regions.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    Region.objects.bulk_create(
        Region(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent_id=row["parent"] or None,
            valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        )
        for row in rows
    )
    for row in rows:
        if row["successor"]:
            Region.objects.filter(pk=row["code"]).update(successor=row["successor"])


@pytest.fixture
def host():
    return Actor.host(*HOST_CAPABILITIES)


@pytest.fixture
def receive(regions, host):
    def receive(content, *, actor=host, name="名录.csv"):
        data = content.encode() if isinstance(content, str) else content
        return receive_batch(actor=actor, dataset=Dataset.ENTITIES, file=io.BytesIO(data), file_name=name)

    return receive


@pytest.fixture
def bring_in(receive, host):
    """Receives, stages and applies; the batch."""

    def bring_in(content, *, actor=host):
        batch = receive(content, actor=actor)
        stage_entities(actor=actor, batch_id=batch.pk)
        return apply_entities(actor=actor, batch_id=batch.pk)

    return bring_in


@pytest.fixture
def look_alike():
    return variants.ENTITIES.read_bytes()


@pytest.fixture
def county(regions):
    return AgencyFactory(region=Region.objects.get(pk="140105"))
