"""What a version says, as a value: to be drafted from, compared and shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tongjian.foundation.casework.choices import ParticipationRole
from tongjian.foundation.org.choices import RegionLevel
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.models import Term
from tongjian.supervision.key_items.choices import AREA
from tongjian.supervision.key_items.models import KeyItemVersion, Responsibility

LEVELS = (RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.COUNTY)
"""At which a key item may have departments, from above."""


@dataclass(frozen=True, slots=True)
class Department:
    """A kind of department at a level."""

    level: str
    kind: str
    role: str = ParticipationRole.COOPERATE


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyItemContent:
    """`area` is a code of the dictionary `key_area`; a key item is about items, or about a scenario, or both."""

    name: str
    area: str
    reason: str = ""
    item_ids: tuple[UUID, ...] = ()
    scenario_version_id: UUID | None = None
    departments: tuple[Department, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelWords:
    """Who leads and who cooperates at a level, by name."""

    level: str
    lead: str
    others: str

    def __str__(self) -> str:
        lead = f"{self.lead}牵头" if self.lead else "牵头部门未定"
        return f"{self.level}：{lead}，{self.others}配合" if self.others else f"{self.level}：{lead}"


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    before: str
    after: str


def content_of(version: KeyItemVersion) -> KeyItemContent:
    """Of a `ready` version, no query."""
    rows = version.responsibilities.all()
    return KeyItemContent(
        name=version.name,
        area=version.area,
        reason=version.reason,
        item_ids=tuple(part.item_id for part in version.parts.all()),
        scenario_version_id=version.scenario_version_id,
        departments=tuple(Department(row.level, row.agency_kind_id, row.role) for row in rows),
    )


def levels_from(level: str) -> list[RegionLevel]:
    """The levels of a place and those below it."""
    return list(LEVELS[LEVELS.index(RegionLevel(level)) :]) if level in LEVELS else []


def areas() -> dict[str, Term]:
    """code → area of today, the eight of the policy among them. One query."""
    return {term.code: term for term in rulebook.terms(AREA).order_by("valid_from", "code")}


def area_names() -> dict[str, str]:
    """code → name of every area there ever was. One query."""
    return dict(Term.objects.filter(dictionary=AREA).values_list("code", "label"))


def levels_of(rows: Iterable[Responsibility]) -> list[LevelWords]:
    """From above; levels without a department are left out."""
    listed, said = list(rows), []
    for level in LEVELS:
        here = [row for row in listed if row.level == level]
        lead = next((row.agency_kind.title for row in here if row.role == ParticipationRole.LEAD), "")
        others = "、".join(row.agency_kind.title for row in here if row.role != ParticipationRole.LEAD)
        if here:
            said.append(LevelWords(f"{level.label[:1]}级", lead, others))
    return said


def words_of(rows: Iterable[Responsibility]) -> str:
    """“省级：应急管理牵头，公安配合；市级：……”."""
    return "；".join(str(one) for one in levels_of(rows))


def plain(version: KeyItemVersion) -> dict[str, str]:
    """Label → words, in the order people read. Needs a `ready` version; one query."""
    chosen = version.scenario_version
    return {
        "名称": version.name,
        "重点领域": area_names().get(version.area, version.area),
        "理由": version.reason,
        "监管事项": "\n".join(f"{part.item.code} {part.item.title}" for part in version.parts.all()),
        "一件事": f"{chosen.name} 第 {chosen.number} 版" if chosen else "",
        "各级部门": "\n".join(str(one) for one in levels_of(version.responsibilities.all())),
        "得分": "\n".join(f"{one.title} {one.points}/{one.scale}" for one in version.scores.all()),
        "总分": str(version.total) if version.scored_at else "",
    }


def differences(before: KeyItemVersion, after: KeyItemVersion) -> list[Difference]:
    old, new = plain(before), plain(after)
    return [Difference(label, old[label], new[label]) for label in new if old[label] != new[label]]
