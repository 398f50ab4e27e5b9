"""The order in which the demo province comes to be."""

from collections.abc import Callable
from importlib import resources
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone

from tongjian.doors.demo import (
    attendances,
    caps,
    consolidation,
    cycle,
    duties,
    handbooks,
    interlock,
    items,
    key_items,
    laws,
    past,
    people,
    plans,
    pools,
    register,
    scenarios,
    watch,
)
from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.operations import receive_batch
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.operations import seal_entries
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.supervision.catalog import operations as catalog
from tongjian.supervision.registry import operations as registry

CITY = "140100"
DEPARTMENTS = tuple(
    f"{CITY}-{kind}" for kind in ("XZSP", "SCJG", "YJ", "SW", "XF", "JY", "MZ", "WJ", "ZJ", "CG", "ST")
)
Say = Callable[[str], None]


def build_demo(home: Path, say: Say) -> None:
    """Makes the demo in an empty home. `say` hears what is being done."""
    host = Actor.host(*HOST_CAPABILITIES)
    begins = past.workday(-32)
    with past.at(items.COMPILED_ON, 8):
        say("演示：人员与岗位 …")
        people.settle(host, [*DEPARTMENTS, *items.compiling_agencies()])
        say("演示：检查表与监管事项 …")
        _import(host, Dataset.CHECKLISTS, "checklists.csv", catalog.stage_checklists, catalog.apply_checklists)
        _import(host, Dataset.ITEMS, "items.csv", catalog.stage_items, catalog.apply_items)
    say("演示：省级编制、各地领用 …")
    codes = items.compile_and_adopt(host, DEPARTMENTS)
    say("演示：职责矩阵 …")
    duties.lay_down(codes)
    say("演示：一件事与重点事项 …")
    scenarios.compile_matters(codes)
    key_items.list_matters(host, codes)
    say("演示：检查频次上限 …")
    with past.at(begins, 9):
        caps.publish_caps()
    say("演示：合规手册 …")
    handbooks.compile_books()
    with past.at(begins, 10):
        say("演示：监管对象 …")
        _import(host, Dataset.ENTITIES, "entities.csv", registry.stage_entities, registry.apply_entities)
        register.enrich(people.of(f"{CITY}-SCJG", "handler"))
        register.grade(people.of(f"{CITY}-SCJG", "handler"))
    with past.at(begins, 14):
        people.qualify(host, codes)
    inspectors = cycle.run_practice(begins, say)
    say("演示：年度计划 …")
    plans.plan_the_year(timezone.localdate())
    say("演示：撮合 …")
    consolidation.consolidate_next_year(timezone.localdate(), codes)
    say("演示：等待各部门参加的抽取 …")
    cycle.leave_one_to_the_people()
    say("演示：检查对象名录库与公平性测算 …")
    pools.fill()
    say("演示：有因检查、入企反映与监督提醒 …")
    watch.go_outside_the_plan()
    watch.come_again()
    interlock.refuse_a_routine_check(codes)
    attendances.observe()
    watch.hear_reports()
    watch.look()
    say("演示：职责协调、划转和委托 …")
    duties.leave_some_open(codes)
    say("演示：条款变更与动态调整 …")
    laws.amend_one()
    people.give_passwords(host, home, inspectors)
    seal_entries(actor=host)


def _import(host: Actor, dataset: Dataset, name: str, stage, apply) -> None:  # type: ignore[no-untyped-def]
    raw = resources.files("tongjian.doors.demo").joinpath("reference", name).read_bytes()
    batch = receive_batch(actor=host, dataset=dataset, file=ContentFile(raw), file_name=name, agency_id=None)
    stage(actor=host, batch_id=batch.pk)
    apply(actor=host, batch_id=batch.pk)
