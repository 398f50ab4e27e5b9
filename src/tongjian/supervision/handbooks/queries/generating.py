"""What a handbook would say today: the check points of the items in force in its place, with what people made of
them. Nothing is stored here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.foundation.rulebook.models import Clause
from tongjian.supervision.catalog import queries as catalog
from tongjian.supervision.catalog.models import CheckPoint, ItemVersion
from tongjian.supervision.handbooks.choices import Chapter
from tongjian.supervision.handbooks.models import Addition, Edit, Edition, Handbook
from tongjian.supervision.handbooks.queries.chapters import guess_chapter
from tongjian.supervision.handbooks.queries.lines import LineText, SourceText
from tongjian.supervision.scenarios.models import JointPoint, ScenarioVersion
from tongjian.supervision.scenarios.queries import in_force as scenario_in_force
from tongjian.supervision.scenarios.queries import items_of, ready

AT_MOST_INDUSTRIES = 10


@dataclass(frozen=True, slots=True)
class Generated:
    """`bare` are items in force that have neither check points nor a standard, so that nothing can be said of them;
    `unplaced` are edits made for a wording that is generated no more."""

    lines: tuple[LineText, ...]
    bare: tuple[ItemVersion, ...]
    unplaced: tuple[Edit, ...]
    scenario_version: ScenarioVersion | None


def generate(handbook: Handbook, industries: Sequence[str], on: date | None = None) -> Generated:
    """From the scenario in force, or from what is in force in the place about the industries. Only what the public
    may see. A fixed number of queries, and one an industry."""
    day = on or timezone.localdate()
    version = scenario_of(handbook, day)
    versions = _versions(handbook, version, industries, day)
    said, bare = _read(versions, version)
    lines = [*_with_basis(said, day)]
    edits = list(Edit.objects.filter(handbook=handbook).select_related("item"))
    placed = {line.key for line in lines}
    lines = [*_edited(lines, edits), *_added(handbook, day)]
    unplaced = tuple(edit for edit in edits if (edit.item.code, edit.generated) not in placed)
    order = list(Chapter)
    return Generated(tuple(sorted(lines, key=lambda line: order.index(line.chapter))), tuple(bare), unplaced, version)


def today(edition: Edition) -> Generated:
    """What this edition would say if it were generated again."""
    return generate(edition.handbook, edition.scope.get("industries", ()))


def scenario_of(handbook: Handbook, day: date) -> ScenarioVersion | None:
    """What of its scenario is in force; None without a scenario, or if nothing is."""
    if handbook.scenario_id is None:
        return None
    return ready(ScenarioVersion.objects.filter(scenario_in_force(day), scenario=handbook.scenario_id)).first()


def _versions(
    handbook: Handbook, scenario: ScenarioVersion | None, industries: Sequence[str], day: date
) -> list[ItemVersion]:
    """By code. A scenario names the items, also those whose version has changed since."""
    public, place = Actor.public(), handbook.region_id
    if handbook.scenario_id is not None:
        wanted = [one.item_id for one in items_of(scenario)] if scenario else []
        return list(catalog.published_versions(public, on=day, region=place).filter(item__in=wanted))
    found = {
        version.pk: version
        for industry in industries[:AT_MOST_INDUSTRIES]
        for version in catalog.published_versions(public, on=day, region=place, industry=industry)
    }
    return sorted(found.values(), key=lambda version: version.item.code)


_Said = tuple[str, str, tuple[SourceText, ...], str]
"""Words, method, sources, and the text in which to look for clauses first."""


def _read(versions: Iterable[ItemVersion], scenario: ScenarioVersion | None) -> tuple[list[_Said], list[ItemVersion]]:
    """Each check point once, for all items it is looked at for; joined ones as one; an item without any by its
    standard."""
    by_checklist: dict[UUID, list[ItemVersion]] = {}
    alone: list[ItemVersion] = []
    for version in versions:
        if version.checklist_id is None:
            alone.append(version)
        else:
            by_checklist.setdefault(version.checklist_id, []).append(version)
    points: dict[UUID, list[CheckPoint]] = {pk: [] for pk in by_checklist}
    for point in CheckPoint.objects.filter(checklist__in=by_checklist).order_by("number"):
        points[point.checklist_id].append(point)
    ordered = [(point, by_checklist[pk]) for pk, listed in points.items() for point in listed]
    bare = [one for one in alone if not one.standard.strip()]
    said = [*_joined(ordered, _joints(scenario, {point.pk for point, _ in ordered}))]
    said += [(one.standard.strip(), "", (SourceText(one),), "") for one in alone if one.standard.strip()]
    return said, bare


def _joined(
    points: Sequence[tuple[CheckPoint, list[ItemVersion]]], joints: Mapping[UUID, JointPoint]
) -> Iterable[_Said]:
    """A joint point stands where the first of its parts would."""
    parts: dict[UUID, list[tuple[CheckPoint, list[ItemVersion]]]] = {}
    for point, versions in points:
        key = joints[point.pk].pk if point.pk in joints else point.pk
        parts.setdefault(key, []).append((point, versions))
    for listed in parts.values():
        first = listed[0][0]
        sources = tuple(SourceText(version, point.pk) for point, versions in listed for version in versions)
        methods = dict.fromkeys(point.method.strip() for point, _ in listed if point.method.strip())
        words = joints[first.pk].content if first.pk in joints else first.content
        own = "\n".join(text for point, _ in listed for text in (point.content, point.method) if "《" in text)
        yield words, "\n".join(methods), sources, own


def _joints(scenario: ScenarioVersion | None, known: Collection[UUID]) -> Mapping[UUID, JointPoint]:
    """Check point → what it was joined into, as far as all its parts are still there."""
    if scenario is None:
        return {}
    joints = [(joint, list(joint.parts.all())) for joint in scenario.joint_points.prefetch_related("parts")]
    whole = [(joint, parts) for joint, parts in joints if all(part.check_point_id in known for part in parts)]
    return {part.check_point_id: joint for joint, parts in whole for part in parts}


def _with_basis(said: Sequence[_Said], day: date) -> Iterable[LineText]:
    """What a check point cites itself, otherwise what its items rest on. Three queries for any number of lines."""
    bases = [
        own or "\n".join(dict.fromkeys(one.version.legal_basis for one in sources if one.version.legal_basis))
        for _, _, sources, own in said
    ]
    cited = rulebook.link((basis, day) for basis in bases)
    codes = dict(Clause.objects.filter(pk__in=_ids(cited)).values_list("pk", "code"))
    for (words, method, sources, own), basis, found in zip(said, bases, cited, strict=True):
        yield LineText(
            chapter=guess_chapter(words),
            is_guessed=True,
            generated=words.strip(),
            method=method,
            basis="；".join(one.quote for one in found) if own else basis,
            sources=sources,
            clauses=tuple((one.clause_id, codes[one.clause_id]) for one in found if one.clause_id),
        )


def _ids(cited: Iterable[Sequence[rulebook.Cited]]) -> set[UUID]:
    return {one.clause_id for found in cited for one in found if one.clause_id}


def _edited(lines: Iterable[LineText], edits: Iterable[Edit]) -> Iterable[LineText]:
    by_key = {(edit.item.code, edit.generated): edit for edit in edits}
    for line in lines:
        edit = by_key.get(line.key)
        yield with_edit(line, edit.chapter, edit.text, is_left_out=edit.is_left_out) if edit else line


def with_edit(line: LineText, chapter: str, text: str, *, is_left_out: bool) -> LineText:
    """Empty is as generated."""
    return replace(
        line,
        chapter=Chapter(chapter) if chapter else guess_chapter(line.generated),
        is_guessed=not chapter,
        edited=text,
        is_left_out=is_left_out,
    )


def _added(handbook: Handbook, day: date) -> Iterable[LineText]:
    rows = list(Addition.objects.filter(Q(removed_at=None), handbook=handbook))
    clauses = clauses_in([row.basis for row in rows], day)
    for row, found in zip(rows, clauses, strict=True):
        yield LineText(
            chapter=Chapter(row.chapter), generated="", edited=row.text, basis=row.basis, clauses=found,
            addition_id=row.pk,
        )  # fmt: skip


def clauses_in(texts: Sequence[str], day: date) -> list[tuple[tuple[UUID, str], ...]]:
    """The clauses each text names, as key and code. Three queries."""
    cited = rulebook.link((text, day) for text in texts)
    codes = dict(Clause.objects.filter(pk__in=_ids(cited)).values_list("pk", "code"))
    return [tuple((one.clause_id, codes[one.clause_id]) for one in found if one.clause_id) for found in cited]
