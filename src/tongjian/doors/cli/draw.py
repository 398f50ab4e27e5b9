"""`tongjian draw`: every step of a joint draw, scriptable."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
from django.utils import timezone

from tongjian.doors.cli import nonces
from tongjian.doors.cli.answer import answer, fail, json_option, progress
from tongjian.doors.cli.chinese import group
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import DomainError, RuleViolated
from tongjian.foundation.org import queries as org
from tongjian.foundation.org.models import Agency
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.pure import sampling
from tongjian.supervision.planning import operations, queries
from tongjian.supervision.planning.choices import JobKind
from tongjian.supervision.planning.models import Draw

_FILE = click.Path(dir_okay=False, path_type=Path)
_version = click.option("--version", type=click.IntRange(min=1), help="版本（默认最新）。")


def acting_for(agency: Agency) -> Actor:
    """The host operator, in the name of one agency."""
    return replace(Actor.host(*HOST_CAPABILITIES), agency_id=agency.pk, agency_name=agency.name)


def agency_called(code: str) -> Agency:
    return org.get_agency_by_code(code)


def draw_called(key: str, version: int | None) -> Draw:
    return queries.get_draw_version(Actor.host(*HOST_CAPABILITIES), key, version)


def _coordinator(draw: Draw) -> Actor:
    return acting_for(draw.coordinator)


def _line(draw: Draw) -> dict[str, object]:
    return {"id": draw.key, "version": draw.version, "state": draw.state, "practice": draw.is_practice}


def _said(draw: Draw, what: str) -> None:
    answer(_line(draw), f"{draw}{'（演练）' if draw.is_practice else ''}：{what}，状态“{draw.get_state_display()}”。")


@contextmanager
def _watching(kind: JobKind) -> Iterator[operations.Watch]:
    """A bar in per cent of the whole step."""
    with progress(kind.label, 100) as advance:
        shown = 0

        def show(percent: int) -> None:
            nonlocal shown
            advance(percent - shown)
            shown = percent

        yield lambda stage, done, total: show(queries.percent_of(kind, stage, done, total))
        show(100)


def _beacon(source: str, round_: str) -> operations.Beacon | None:
    return operations.Beacon(source=source, round=round_) if source or round_ else None


@group("draw")
def draw() -> None:
    """联合抽取：需求、冻结、承诺、揭示、抽取、公开、导出。"""


@draw.command("list")
@json_option
def list_draws() -> None:
    """列出所有抽取的所有版本，新的在前。"""
    draws = list(queries.list_draws(Actor.host(*HOST_CAPABILITIES), queries.DrawFilter()))
    lines = [f"{row.key}  v{row.version}  {row.get_state_display()}  {row.title}" for row in draws]
    answer({"draws": [_line(row) for row in draws]}, "\n".join(lines) or "还没有抽取。")


@draw.command("show")
@click.argument("key", metavar="编号")
@_version
@json_option
def show(key: str, version: int | None) -> None:
    """一次抽取的状态、参与方、摘要和数字。"""
    row = draw_called(key, version)
    parties = [
        {
            "agency": party.agency.code,
            "held_by": party.held_by,
            "commitment": party.commitment,
            "revealed": party.revealed_at is not None,
        }
        for party in queries.list_parties(row)
    ]
    hashes = {name: getattr(row, name) for name in ("header_sha256", *queries.HASHED.values())}
    data = {**_line(row), "title": row.title, "parties": parties, **hashes, "seed": row.seed, "figures": row.figures}
    said = [f"{row}  {row.title}  {row.get_state_display()}"]
    said += [f"  {party['agency']}  {party['held_by']}  {party['commitment'] or '未承诺'}" for party in parties]
    answer(data, "\n".join(said))


@draw.command("new")
@click.option("--agency", required=True, help="统筹部门代码。")
@click.option("--title", required=True, help="名称。")
@click.option("--cycle", required=True, help="周期，例：2026年第四季度。")
@click.option("--from", "first", required=True, type=click.DateTime(["%Y-%m-%d"]), help="检查开始日期。")
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="检查截止日期（不含）。")
@click.option("--party", "parties", multiple=True, required=True, help="参与方部门代码，可多次。")
@click.option("--demand", "demands", multiple=True, help="纳入的需求编号，可多次。")
@click.option("--publish-at", type=click.DateTime(), help="公开时间（默认抽取后即公开）。")
@click.option("--beacon-source", default="", help="信标来源。")
@click.option("--beacon-round", default="", help="信标期号。")
@click.option("--practice", is_flag=True, help="演练。")
@json_option
def new(
    agency: str,
    title: str,
    cycle: str,
    first: datetime,
    until: datetime,
    parties: tuple[str, ...],
    demands: tuple[str, ...],
    publish_at: datetime | None,
    beacon_source: str,
    beacon_round: str,
    practice: bool,  # noqa: FBT001  click calls by keyword
) -> None:
    """新建抽取，可同时纳入已提交的需求。"""
    actor = acting_for(agency_called(agency))
    plan = operations.DrawPlan(
        title=title,
        cycle=cycle,
        window_from=first.date(),
        window_until=until.date(),
        is_practice=practice,
        publish_at=timezone.make_aware(publish_at) if publish_at else None,
        beacon=_beacon(beacon_source, beacon_round),
    )
    row = operations.open_draw(actor=actor, plan=plan, party_agency_ids=[agency_called(code).pk for code in parties])
    _take(actor, row, demands)
    _said(row, "已新建")


def _take(actor: Actor, row: Draw, codes: tuple[str, ...]) -> None:
    taken: set[str] = set()
    for code in codes:
        if code not in taken:  # what belongs together comes along with the first of it
            demand = queries.get_demand_by_code(actor, code)
            along = operations.take_demand_into_draw(actor=actor, draw_id=row.pk, demand_id=demand.pk)
            taken.update(one.code for one in along)


@draw.command("demand")
@click.option("--agency", required=True, help="提出需求的部门代码。")
@click.option("--title", required=True, help="名称。")
@click.option("--item", "items", multiple=True, required=True, help="事项编码，可多次；取现行版本。")
@click.option("--ratio", default="", help="按比例抽取，例：3%、8‰、1/40。")
@click.option("--rate", default="", help="按概率抽取，例：3%。")
@click.option("--census", is_flag=True, help="全覆盖。")
@click.option("--by-county", is_flag=True, help="按县（市、区）分层。")
@click.option("--by-risk", is_flag=True, help="按信用风险和距上次检查的时间分层，比例由规则库定。")
@click.option("--region", "regions", multiple=True, help="区划代码，可多次。")
@click.option("--kind", "kinds", multiple=True, help="监管对象类别，可多次。")
@click.option("--industry", "industries", multiple=True, help="行业代码开头，可多次。")
@click.option("--word", "words", multiple=True, help="名称或经营范围中的词，可多次。")
@click.option("--submit", is_flag=True, help="同时提交。")
@json_option
def demand(
    agency: str,
    title: str,
    items: tuple[str, ...],
    ratio: str,
    rate: str,
    census: bool,  # noqa: FBT001
    by_county: bool,  # noqa: FBT001
    by_risk: bool,  # noqa: FBT001
    regions: tuple[str, ...],
    kinds: tuple[str, ...],
    industries: tuple[str, ...],
    words: tuple[str, ...],
    submit: bool,  # noqa: FBT001
) -> None:
    """代一个部门编制需求。"""
    actor = acting_for(agency_called(agency))
    content = operations.DemandContent.of_words(
        title=title,
        item_version_ids=tuple(queries.find_version_in_force(actor, code).pk for code in items),
        ratio=ratio,
        rate=rate,
        is_census=census,
        by_county=by_county,
        by_risk=by_risk,
        scope={"regions": regions, "kinds": kinds, "industries": industries, "words": words},
    )
    row = operations.draft_demand(actor=actor, content=content)
    if submit:
        row = operations.submit_demand(actor=actor, demand_id=row.pk)
    answer({"demand": row.code, "state": row.state}, f"需求 {row.code}：{row.get_state_display()}。")


@draw.command("freeze")
@click.argument("key", metavar="编号")
@json_option
def freeze(key: str) -> None:
    """冻结名录，写出规范文件及其摘要。"""
    row = draw_called(key, None)
    with _watching(JobKind.FREEZE) as watch:
        row = operations.freeze_draw(actor=_coordinator(row), draw_id=row.pk, watch=watch)
    _said(row, "已冻结")


@draw.command("commit")
@click.argument("key", metavar="编号")
@click.option("--agency", required=True, help="参与方部门代码。")
@click.option("--nonce-file", type=_FILE, help="随机数写到哪里；只有承诺会提交。")
@click.option("--server", is_flag=True, help="由系统代持（仅演练）。")
@json_option
def commit(key: str, agency: str, nonce_file: Path | None, server: bool) -> None:  # noqa: FBT001
    """生成随机数，只提交承诺；随机数留在自己的文件里。"""
    row, party = draw_called(key, None), agency_called(agency)
    if (nonce_file is None) != server:
        raise click.UsageError("--nonce-file 与 --server 须选其一。")
    actor = acting_for(party)
    if nonce_file is None:
        row = operations.hold_nonce_on_server(actor=actor, draw_id=row.pk, agency_id=party.pk)
    else:
        row = _commit(actor, row, party, nonce_file)
    _said(row, f"{party.name}已提交承诺")


def _commit(actor: Actor, row: Draw, party: Agency, path: Path) -> Draw:
    """The file is there before the commitment: a commitment without its nonce would abort the draw."""
    content = nonces.make_nonce(row, party.code)
    nonces.write_new(path, content)
    try:
        return operations.commit_nonce(actor=actor, draw_id=row.pk, commitment=content.commitment)
    except DomainError:
        path.unlink()
        raise


@draw.command("reveal")
@click.argument("key", metavar="编号")
@click.option("--nonce-file", type=_FILE, help="随机数文件。")
@click.option("--server", is_flag=True, help="揭示系统代持的随机数（仅演练）。")
@json_option
def reveal(key: str, nonce_file: Path | None, server: bool) -> None:  # noqa: FBT001
    """揭示随机数；先把承诺时的检查点留在随机数文件里。"""
    row = draw_called(key, None)
    if (nonce_file is None) != server:
        raise click.UsageError("--nonce-file 与 --server 须选其一。")
    if nonce_file is None:
        _said(operations.reveal_held_nonces(actor=_coordinator(row), draw_id=row.pk), "已揭示系统代持的随机数")
        return
    content = nonces.read_nonce_file(nonce_file)
    if (content.draw, content.version) != (row.key, row.version):
        raise RuleViolated("other_draw", f"这个随机数文件属于 {content.draw}-v{content.version}，不属于 {row}。")
    if row.checkpoint:
        nonces.take_over_checkpoint(nonce_file, content, row.checkpoint)
    party = agency_called(content.agency)
    row = operations.reveal_nonce(actor=acting_for(party), draw_id=row.pk, nonce=content.nonce)
    _said(row, f"{party.name}已揭示随机数")


@draw.command("beacon")
@click.argument("key", metavar="编号")
@click.option("--value", required=True, help="约定的信标公布的值。")
@json_option
def beacon(key: str, value: str) -> None:
    """登记信标值。"""
    row = draw_called(key, None)
    _said(operations.set_beacon_value(actor=_coordinator(row), draw_id=row.pk, value=value), "已登记信标值")


@draw.command("run")
@click.argument("key", metavar="编号")
@json_option
def run(key: str) -> None:
    """抽取：由种子得出名单，生成检查和检查人员。"""
    row = draw_called(key, None)
    with _watching(JobKind.RUN) as watch:
        row = operations.run_draw(actor=_coordinator(row), draw_id=row.pk, watch=watch)
    _said(row, "已抽取")


@draw.command("abort")
@click.argument("key", metavar="编号")
@click.option("--reason", required=True, help="原因。")
@json_option
def abort(key: str, reason: str) -> None:
    """中止抽取；已冻结的名录保留，重抽时原样沿用。"""
    row = draw_called(key, None)
    _said(operations.abort_draw(actor=_coordinator(row), draw_id=row.pk, reason=reason), "已中止")


@draw.command("redraw")
@click.argument("key", metavar="编号")
@click.option("--reason", required=True, help="理由。")
@click.option("--beacon-source", default="", help="信标来源；中止后重抽必填。")
@click.option("--beacon-round", default="", help="信标期号；中止后重抽必填。")
@json_option
def redraw(key: str, reason: str, beacon_source: str, beacon_round: str) -> None:
    """另立新版本：中止后沿用原名录，抽取前更正名录。"""
    row = draw_called(key, None)
    beacon_ = _beacon(beacon_source, beacon_round)
    _said(operations.redraw(actor=_coordinator(row), draw_id=row.pk, reason=reason, beacon=beacon_), "已另立新版本")


@draw.command("publish")
@click.argument("key", metavar="编号")
@json_option
def publish(key: str) -> None:
    """公开抽取。"""
    row = draw_called(key, None)
    _said(operations.publish_draw(actor=_coordinator(row), draw_id=row.pk), "已公开")


@draw.command("export")
@click.argument("key", metavar="编号")
@_version
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path), help="写到哪里。"
)
@click.option("--audit", type=_FILE, help="人员复核文件写到哪里；不公开，供监督人员与文件包一起核验。")
@json_option
def export(key: str, version: int | None, out: Path, audit: Path | None) -> None:
    """导出文件包（默认最新的已抽取版本）；python -I verify_draw.py 文件包 可独立核验。"""
    host = Actor.host(*HOST_CAPABILITIES)
    row = queries.get_drawn_version(host, key) if version is None else draw_called(key, version)
    content = queries.bundle(row)
    out.write_bytes(content)
    if audit is not None:
        audit.write_bytes(queries.audit_bundle(row))
    answer({**_line(row), "file": str(out), "bytes": len(content)}, f"{row} 已导出到 {out}。")


@draw.command("find")
@click.argument("key", metavar="编号")
@click.option("--entity", required=True, type=click.UUID, help="监管对象的编号（UUID）。")
@click.option("--salt", required=True, help="该对象在本次抽取中的盐（64 位十六进制）。")
@json_option
def find(key: str, entity: object, salt: str) -> None:
    """查一个监管对象是否在名单内；不在名单内返回 1。"""
    try:
        unit_id = sampling.unit_id(bytes.fromhex(salt), str(entity))
    except ValueError as wrong:
        raise RuleViolated("salt_malformed", "盐应当是 64 位十六进制数。") from wrong
    found = queries.find_unit(key, unit_id)
    is_selected = found is not None and found.is_selected
    data = {"unit": unit_id, "known": found is not None, "selected": is_selected}
    if found is None:
        answer(data, f"单元 {unit_id} 不在名录内，或者尚未抽取。")
        return fail()
    answer(data, f"单元 {unit_id} {'已抽中' if is_selected else '在名录内，未抽中'}。")
    return None if is_selected else fail()
