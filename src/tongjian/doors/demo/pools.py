"""Two pools of objects with changes by hand, and what was measured over the practice draw."""

from tongjian.doors.demo import past, people
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.planning import operations as planning
from tongjian.supervision.planning import queries
from tongjian.supervision.planning.choices import PoolKind
from tongjian.supervision.planning.operations import PoolContent

POOLS = (
    ("140100-SCJG", "加油站（点）专项库", PoolKind.SPECIAL, {"words": ["加油", "成品油"]}),
    ("140100-YJ", "危险化学品经营单位名录库", PoolKind.REGISTER, {"words": ["危险化学品", "危化"]}),
)


def fill() -> None:
    for agency, title, kind, scope in POOLS:
        keeper = people.of(agency, "handler")
        with past.at(past.workday(-20), 10):
            pool = planning.create_pool(actor=keeper, content=PoolContent(title=title, kind=kind, scope=scope))
        members = list(queries.pool_entities(pool).order_by("uscc").values_list("pk", flat=True)[:2])
        with past.at(past.workday(-9), 15):
            planning.take_out_of_pool(
                actor=keeper, pool_id=pool.pk, entity_ids=members, reason="已停止经营此项业务，现场核实后移出。"
            )
        with past.at(past.workday(-3), 9):
            planning.put_into_pool(
                actor=keeper, pool_id=pool.pk, entity_ids=members[:1], reason="恢复经营，重新纳入。"
            )
    planning.measure_fairness(actor=Actor.system("公平性测算", "planning.run_due"))
