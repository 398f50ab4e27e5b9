"""What the page of one handbook shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from tongjian.doors.face.parts import Fact, Tone
from tongjian.doors.face.timelines import timeline_entries
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.queries import timeline
from tongjian.supervision.handbooks import policies, queries
from tongjian.supervision.handbooks.choices import EditionState
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.scenarios.queries.content import scope_words

TONES: Mapping[str, Tone] = {
    "draft": "draft", "review": "active", "published": "good", "superseded": "off", "stopped": "off",
}  # fmt: skip
_ACTS = ("submit", "return", "publish", "stop")


def detail_of(actor: Actor, edition: Edition, editions: Sequence[Edition]) -> dict[str, Any]:
    handbook = edition.handbook
    lines = queries.lines_of(actor, edition)
    is_newest = edition.pk == editions[0].pk
    again = queries.today(edition) if is_newest and edition.state != EditionState.STOPPED else None
    return {
        "handbook": handbook,
        "edition": edition,
        "editions": editions,
        "is_newest": is_newest,
        "chapters": queries.by_chapter(lines),
        "is_draft": edition.state == EditionState.DRAFT,
        "is_public": edition.state in policies.SETTLED,
        "guessed": sum(line.is_guessed and not line.is_left_out for line in lines),
        "changes": len(queries.compare_lines(lines, again.lines)) if again else 0,
        "unplaced": again.unplaced if again and edition.state == EditionState.DRAFT else (),
        "bare": again.bare if again else (),
        "facts": _facts(edition, lines),
        "scope": [Fact(label, words) for label, words in scope_words(edition.scope).items() if words != "不限"],
        "counted": queries.count_concerned(edition),
        "can_change": policies.can_change(actor, edition),
        "verdicts": {f"can_{act}": policies.can_act(actor, edition, act) for act in _ACTS}
        | {"can_begin": policies.can_edit(actor, handbook)},
        "tones": TONES,
        "entries": timeline_entries(timeline(handbook._meta.label_lower, handbook.pk), actor),
    }


def _facts(edition: Edition, lines: Sequence[queries.LineText]) -> list[Fact]:
    handbook, scenario = edition.handbook, edition.handbook.scenario
    return [
        Fact("编号", handbook.code, kind="code"),
        Fact("地方", handbook.region.name),
        Fact("编制部门", handbook.lead.title),
        Fact("一件事", scenario.code, url=scenario.get_absolute_url())
        if scenario
        else Fact("一件事", "没有，按行业编制"),
        Fact("版本", f"第 {edition.number} 版"),
        Fact("条目", f"{len(queries.shown(lines))} 条"),
        Fact("按哪天的事项生成", edition.generated_on, kind="date"),
        Fact("生效日期", edition.valid_from, kind="date"),
        Fact("失效日期（不含）", edition.valid_until, kind="date"),
        Fact("内容指纹", edition.digest, kind="code") if edition.digest else Fact("内容指纹", "发布时生成"),
    ]
