"""Where a draw stands, who does what next, and which buttons may be pressed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from tongjian.doors.face.parts import ClockFace, Fact, Step
from tongjian.doors.face.wording import day, minute
from tongjian.doors.web.planning.jobs import job_panel_of, worker_is_free
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.ledger import queries as ledger
from tongjian.supervision.planning import policies, queries
from tongjian.supervision.planning.choices import DrawState, HeldBy
from tongjian.supervision.planning.models import Demand, Draw, Party
from tongjian.supervision.planning.workflow import DRAW_WORKFLOW
from tongjian.supervision.plans.models import Proposal

_ORDER = [
    DrawState.DRAFTING,
    DrawState.FROZEN,
    DrawState.COMMITTED,
    DrawState.REVEALED,
    DrawState.DRAWN,
    DrawState.PUBLISHED,
]
_STEPS = ("汇总需求", "提交承诺", "揭示随机数", "抽取", "公开", "已公开")


@dataclass(frozen=True, slots=True)
class Buttons:
    """Each with its reason when it may not be pressed."""

    arrange: Verdict
    freeze: Verdict
    hold: Verdict
    seal: Verdict
    reveal_held: Verdict
    beacon: Verdict
    run: Verdict
    publish: Verdict
    abort: Verdict
    redraw: Verdict


def ceremony_context(actor: Actor, draw: Draw) -> dict[str, Any]:
    parties = list(queries.list_parties(draw))
    own = next((party for party in parties if party.agency_id == actor.agency_id), None)
    job = queries.latest_job(draw)
    newest = ledger.latest_checkpoint()
    return {
        "steps": steps_of(draw, parties),
        "facts": facts_of(draw),
        "hashes": hashes_of(draw),
        "parties": parties,
        "own": own,
        "can_commit": _can_commit(actor, draw, own),
        "can_reveal": _can_reveal(actor, draw, own),
        "buttons": _buttons(actor, draw, own, worker_is_free(job)),
        "job": job_panel_of(draw, job),
        "deadline": _deadline(draw),
        "newest_checkpoint": draw.checkpoint or (newest.note if newest else ""),
        "demands": _with_joint(draw.demands.select_related("agency").order_by("agency__code", "code")),
        "takeable": _with_joint(queries.takeable_demands(actor, draw)) if draw.state == DrawState.DRAFTING else [],
        "can_audit": policies.can_audit(actor),
        "can_see_officers": policies.can_see_officers(actor, draw),
    }


def _with_joint(demands: Iterable[Demand]) -> list[tuple[Demand, Proposal | None]]:
    """Each with the proposal that makes it one visit with others."""
    rows = list(demands)
    joint = queries.joint_of(rows)
    return [(row, joint.get(row.pk)) for row in rows]


def steps_of(draw: Draw, parties: list[Party]) -> list[Step]:
    """汇总 → 承诺 → 揭示 → 抽取 → 公开, with when and how far."""
    committed = sum(party.committed_at is not None for party in parties)
    revealed = sum(party.revealed_at is not None for party in parties)
    notes = [
        f"{minute(draw.frozen_at)} 冻结" if draw.frozen_at else "统筹部门",
        f"{committed}/{len(parties)} 方",
        f"{revealed}/{len(parties)} 方",
        minute(draw.drawn_at) if draw.drawn_at else "统筹部门或参与方",
        minute(draw.published_at) if draw.published_at else _publishing(draw),
    ]
    place = _place(draw, committed, len(parties))
    return [
        Step(
            label, "done" if number < place else "current" if number == place and not _is_over(draw) else "ahead", note
        )
        for number, (label, note) in enumerate(zip(_STEPS[:5], notes, strict=True))
    ]


def _place(draw: Draw, committed: int, parties: int) -> int:
    if draw.state != DrawState.ABORTED:
        return _ORDER.index(DrawState(draw.state))
    if draw.frozen_at is None:
        return 0
    return 2 if committed == parties else 1


def _is_over(draw: Draw) -> bool:
    return draw.state == DrawState.ABORTED


def _publishing(draw: Draw) -> str:
    return f"定于 {minute(draw.publish_at)}" if draw.publish_at else "抽取后即公开"


def facts_of(draw: Draw) -> list[Fact]:
    beacon = f"{draw.beacon_source}，{draw.beacon_round}，值：{draw.beacon_value or '尚未登记'}"
    facts = [
        Fact("编号", draw.key, kind="code"),
        Fact("版本", f"第 {draw.version} 版"),
        Fact("区划", draw.region.name),
        Fact("统筹部门", draw.coordinator.name),
        Fact("周期", draw.cycle),
        Fact("检查期间", f"{day(draw.window_from)} 至 {day(draw.window_until)}（不含）"),
        Fact("公开时间", _publishing(draw) if not draw.published_at else minute(draw.published_at)),
    ]
    if draw.beacon_source:
        facts.append(Fact("信标", beacon))
    if draw.supersedes:
        facts += [Fact("取代", draw.supersedes, kind="code"), Fact("另立新版本的理由", draw.reason)]
    if draw.state == DrawState.ABORTED:
        facts += [Fact("中止时间", draw.aborted_at, kind="datetime"), Fact("中止原因", draw.aborted_reason)]
    return facts


def hashes_of(draw: Draw) -> list[tuple[str, str]]:
    rows = [
        ("需求 demands.json", draw.demands_sha256),
        ("名录 frame.csv", draw.frame_sha256),
        ("排除 exclusions.csv", draw.exclusions_sha256),
        ("执法人员 officers.csv", draw.officers_sha256),
        ("派定规则 matching.json", draw.matching_sha256),
        ("抽取头（承诺齐备时）", draw.header_sha256),
        ("种子", draw.seed),
        ("名单 selection.csv", draw.selection_sha256),
        ("派定人员 teams.csv", draw.teams_sha256),
    ]
    return [(label, value) for label, value in rows if value]


def _buttons(actor: Actor, draw: Draw, own: Party | None, free: Verdict) -> Buttons:
    def at(verdict: Verdict, step: str) -> Verdict:
        return policies.in_state(verdict, DRAW_WORKFLOW, step, draw.state)

    coordinate = policies.can_coordinate(actor, draw)
    again = "redraw" if draw.state == DrawState.ABORTED else "correct"
    return Buttons(
        arrange=at(coordinate, "arrange") and free,
        freeze=at(coordinate, "freeze") and free,
        hold=at(coordinate, "commit"),
        seal=at(policies.can_seal(actor, draw), "seal"),
        reveal_held=at(coordinate, "reveal"),
        beacon=at(coordinate, "set_beacon"),
        run=_can_run(at(policies.can_run(actor, draw, own), "run"), draw) and free,
        publish=_can_publish(at(policies.can_publish(actor, draw), "publish"), draw),
        abort=at(coordinate, "abort"),
        redraw=at(coordinate, again),
    )


def _can_run(verdict: Verdict, draw: Draw) -> Verdict:
    if verdict and draw.beacon_source and not draw.beacon_value:
        return deny("约定的信标还没有登记值。", "联合抽取规范 tongjian-draw/1")
    return verdict


def _can_publish(verdict: Verdict, draw: Draw) -> Verdict:
    if verdict and draw.publish_at and draw.publish_at > timezone.now():
        return deny(f"公开时间定为 {minute(draw.publish_at)}。", "联合抽取规范 tongjian-draw/1")
    return verdict


def _can_commit(actor: Actor, draw: Draw, own: Party | None) -> Verdict:
    verdict = policies.in_state(policies.can_hold_nonce(actor, own), DRAW_WORKFLOW, "commit", draw.state)
    return deny("本部门已提交承诺。") if verdict and own and own.commitment else verdict


def _can_reveal(actor: Actor, draw: Draw, own: Party | None) -> Verdict:
    verdict = policies.in_state(policies.can_hold_nonce(actor, own), DRAW_WORKFLOW, "reveal", draw.state)
    if not verdict or own is None:
        return verdict
    if own.revealed_at:
        return deny("本部门已揭示随机数。")
    if own.held_by == HeldBy.SERVER:
        return deny("本部门的随机数由系统代持（演练）。")
    return ALLOW if draw.checkpoint else deny("承诺的检查点尚未公布，请稍候。")


def _deadline(draw: Draw) -> ClockFace | None:
    """Hours left for the step that parties owe."""
    due, begun = {
        DrawState.FROZEN: (draw.commit_deadline, draw.frozen_at),
        DrawState.COMMITTED: (draw.reveal_deadline, draw.committed_at),
    }.get(DrawState(draw.state), (None, None))
    if due is None or begun is None:
        return None
    left = due - timezone.now()
    hours = int(left.total_seconds() // 3600)
    return ClockFace(
        remaining=hours,
        unit="小时",
        share_left=left / (due - begun),
        due_at=timezone.localtime(due),
        started_at=timezone.localtime(begun),
        rule="draw.commit_deadline" if draw.state == DrawState.FROZEN else "draw.reveal_deadline",
    )
