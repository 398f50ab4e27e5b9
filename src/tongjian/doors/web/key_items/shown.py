"""What the pages of key items show."""

from collections.abc import Mapping, Sequence
from typing import Any

from tongjian.doors.face.bars import Bar, Bars
from tongjian.doors.face.parts import Change, Explanation, Fact, Factor, Tile, Tone
from tongjian.doors.face.timelines import timeline_entries
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.org.queries import names_of_users
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.choices import Confidence
from tongjian.supervision.key_items import policies, queries
from tongjian.supervision.key_items.models import KeyItemVersion
from tongjian.supervision.key_items.queries import AreaCount, Seat, Share

TONES: Mapping[str, Tone] = {
    "draft": "draft", "review": "active", "published": "good", "removal": "soon", "superseded": "off",
    "removed": "off",
}  # fmt: skip
_ACTS = ("score", "submit", "return", "publish", "review", "propose_removal", "refuse_removal", "remove")
_LONGEST = 13
MISSING = 12
"""Names of places without an agency that are written out; of more only the number is said."""


def detail_of(actor: Actor, version: KeyItemVersion, versions: Sequence[KeyItemVersion]) -> dict[str, Any]:
    key_item = version.key_item
    counts = {one.code: one for one in queries.count_areas(actor, key_item.region_id)}
    reviews = list(queries.reviews_of(key_item))
    seats = queries.seats_of(version)
    before = next((one for one in versions if one.number < version.number), None)
    changes = queries.differences(before, version) if before else []
    return {
        "key_item": key_item,
        "version": version,
        "versions": versions,
        "facts": _facts(version),
        "explanation": explanation_of(version) if version.scored_at else None,
        "before": before,
        "changes": [Change(one.label, one.before, one.after) for one in changes],
        "seats": [(seat, missing_in(seat)) for seat in seats],
        "unknown": dict.fromkeys(
            (one.responsibility.get_level_display(), one.unknown) for one in seats if one.unknown
        ),
        "items": queries.items_of(version),
        "reviews": list(zip(reviews, _names(reviews), strict=True)),
        "clock": queries.review_clock(key_item),
        "calendar": rulebook.calendar(),
        "is_last_of_area": counts[version.area].listed == 1 if version.area in counts else False,
        "qualifies": queries.qualifies(version),
        "verdicts": {f"can_{act}": policies.can_act(actor, version, act) for act in _ACTS}
        | {"can_edit": policies.can_edit(actor, versions[0])},
        "is_newest": version.pk == versions[0].pk,
        "tones": TONES,
        "entries": timeline_entries(timeline(key_item._meta.label_lower, key_item.pk), actor),
    }


def _facts(version: KeyItemVersion) -> list[Fact]:
    facts = [
        Fact("编号", version.key_item.code, kind="code"),
        Fact("地方", version.key_item.region.name),
        Fact("重点领域", queries.area_names().get(version.area, version.area)),
        Fact("列为重点的理由", version.reason or "未写明"),
        Fact("未达门槛仍列入的理由", version.exception),
        Fact("版本", f"第 {version.number} 版"),
        Fact("生效日期", version.valid_from, kind="date"),
        Fact("失效日期（不含）", version.valid_until, kind="date"),
        Fact("移出理由", version.removal_reason),
    ]
    kept = {"未达门槛仍列入的理由", "移出理由"}
    return [fact for fact in facts if fact.value or fact.label not in kept]


def _names(reviews: Sequence[Any]) -> list[str]:
    names = names_of_users(str(one.by or "") for one in reviews)
    return [names.get(str(one.by), "") for one in reviews]


def explanation_of(version: KeyItemVersion) -> Explanation:
    """The total beside the threshold, and what each criterion brings to it."""
    standing = queries.standing_of(version)
    alone = queries.sufficient_alone(version)
    reached = "达到" if version.total >= version.threshold else "未达到"
    said = [f"总分 {version.total}（满分 100），{reached}门槛 {version.threshold}"]
    said += [f"{one.title}达到 {one.alone} 分，单项即可列入" for one in alone]
    together = "" if version.state in policies.SETTLED else "（连同本项）"
    place = version.key_item.region.name
    said.append(f"在{place} {standing.among} 个重点事项{together}中列第 {standing.rank}")
    return Explanation(
        conclusion="；".join(said) + "。",
        factors=[_factor(share) for share in queries.shares_of(version)],
        would_change=["总分是各项“得分÷满分×权重”之和，权重之和折算为 100；标准、权重和门槛由规则库设定。"],
    )


def _factor(share: Share) -> Factor:
    score = share.score
    proposed = f"建议 {score.proposed} 分（{score.figure}）" if score.proposed is not None else ""
    why = "；".join(filter(None, (proposed, score.reason)))
    label = dict(Confidence.choices).get(score.confidence, score.confidence)
    return Factor(
        label=f"{score.title}（权重 {score.weight}）",
        contribution=f"+{share.brings}",
        value=f"{score.points}/{score.scale} 分：{why}",
        source=f"{score.citation}（{label}）",
    )


def missing_in(seat: Seat) -> str:
    """Where there is no such agency, in words; empty where there is one everywhere."""
    names = "、".join(seat.missing[:MISSING])
    return names if len(seat.missing) <= MISSING else f"{names}等 {len(seat.missing)} 个地方"


def bars_of(rows: Sequence[KeyItemVersion]) -> Bars | None:
    """The totals on this page beside their thresholds; None where nothing is scored yet."""
    scored = [row for row in rows if row.scored_at]
    bars = [
        Bar(
            row.name if len(row.name) <= _LONGEST else f"{row.name[: _LONGEST - 1]}…",
            float(row.total), str(row.total), mark=float(row.threshold), is_late=row.total < row.threshold,
        )
        for row in scored
    ]  # fmt: skip
    return Bars("重点事项得分", bars) if bars else None


def tiles_of(counts: Sequence[AreaCount], place: str, address: str) -> list[Tile]:
    """Areas of one place; those without a key item say so."""
    return [
        Tile(
            one.label,
            f"{one.listed} 项" if one.listed else "暂无",
            url=f"{address}?area={one.code}&region={place}",
            note=f"另有 {one.open} 项在办" if one.open else "" if one.listed else "还没有重点事项",
            tone="neutral" if one.listed else "soon",
        )
        for one in counts
    ]
