"""A market department and its people, another department, and a file on its way into the catalogue."""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.foundation.org.factories import AgencyFactory, AgencyKindFactory, actor_in
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.operations import receive_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.supervision.catalog import operations as act

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
KINDS = {
    "SCJG": ("市场监督管理", "市场监管"),
    "GA": ("公安", "公安"),
    "YJ": ("应急管理", "应急"),
    "XF": ("消防救援", "消防"),
    "SW": ("商务", "商务"),
    "ST": ("生态环境", "生态环境"),
    "JT": ("交通运输", "交通"),
    "WJ": ("卫生健康", "卫健"),
    "MZ": ("民政", "民政"),
    "JY": ("教育", "教育"),
    "WL": ("文化和旅游", "文旅"),
    "ZJ": ("住房和城乡建设", "住建"),
    "SWJ": ("税务", "税务"),
}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def kinds(reference):
    return {
        code: AgencyKindFactory(code=code, title=title, short_name=short) for code, (title, short) in KINDS.items()
    }


@pytest.fixture
def market(kinds):
    return AgencyFactory(kind=kinds["SCJG"], name="尖草坪区市场监督管理局")


@pytest.fixture
def police(kinds):
    return AgencyFactory(kind=kinds["GA"], name="尖草坪区公安分局")


@pytest.fixture
def handler(market):
    return actor_in(market, "handler")


@pytest.fixture
def reviewer(market):
    return actor_in(market, "reviewer")


@pytest.fixture
def inspector(market):
    return actor_in(market, "inspector")


@pytest.fixture
def host():
    return Actor.host(*HOST_CAPABILITIES)


TEXT = act.ItemText(legal_basis="《食品安全法》第一百零九条", object_kind="食品经营者", ratio_text="不低于 3%")


@pytest.fixture
def draft(handler):
    """Drafts an item of the market department, under any name."""

    def draft(name="食品经营许可检查", *, actor=handler, text=TEXT, **key):
        return act.draft_item(actor=actor, agency_kind="SCJG", name=name, text=text, **key)

    return draft


@pytest.fixture
def publish(handler, reviewer):
    """Takes a draft through review."""

    def publish(version, valid_from=None):
        act.submit_version(actor=handler, version_id=version.pk)
        return act.publish_version(actor=reviewer, version_id=version.pk, valid_from=valid_from)

    return publish


@pytest.fixture
def bring_in(kinds, host):
    """Receives, stages and applies a file; the batch."""
    flows = {
        Dataset.ITEMS: (act.stage_items, act.apply_items),
        Dataset.CHECKLISTS: (act.stage_checklists, act.apply_checklists),
    }

    def bring_in(content, *, dataset=Dataset.ITEMS, actor=host, mapping=None):
        data = content.encode() if isinstance(content, str) else content
        batch = receive_batch(actor=actor, dataset=dataset, file=io.BytesIO(data), file_name="清单.csv")
        stage, apply = flows[dataset]
        stage(actor=actor, batch_id=batch.pk, mapping=mapping)
        return apply(actor=actor, batch_id=batch.pk)

    return bring_in
