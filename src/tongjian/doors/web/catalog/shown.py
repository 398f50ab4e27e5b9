"""What the pages of an item show."""

from typing import Any

from tongjian.doors.face.parts import Change, Entry, Fact
from tongjian.doors.face.timelines import person_of
from tongjian.doors.web.catalog.forms import LABELS
from tongjian.doors.web.catalog.table import TONES
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.ledger.queries import timeline
from tongjian.foundation.org.queries import names_of_agencies, names_of_users
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.catalog import policies, queries
from tongjian.supervision.catalog.choices import POST_PERMIT
from tongjian.supervision.catalog.columns import shown_as
from tongjian.supervision.catalog.models import Item, ItemVersion
from tongjian.supervision.key_items.queries import key_items_with

_ACTS = ("submit", "publish", "return", "retire")
_SHOWN_OTHERWISE = ("checklist", "secrecy", "post_permit")
SHOWN_OFFICERS = 30
SHOWN_ADOPTIONS = 150


def detail_of(actor: Actor, item: Item, number: int | None) -> dict[str, Any]:
    """`number` chooses a version; without it the newest one that may be seen."""
    versions = list(queries.versions_of(actor, item))
    chosen = next(
        (version for version in versions if number in (None, version.number)), versions[0] if versions else None
    )
    context: dict[str, Any] = {
        "item": item,
        "versions": versions,
        "version": chosen,
        "tones": TONES,
        "in_force": queries.published_version(item),
        "can_edit": policies.can_edit_item(actor, item),
        "sub_items": list(queries.sub_items_of(actor, item)),
        "entries": entries_of(item),
        "key_items": list(key_items_with(item)),
    }
    qualified = list(queries.qualifications_of(actor, item)[: SHOWN_OFFICERS + 1])
    context |= {"qualified": qualified[:SHOWN_OFFICERS], "more_officers": len(qualified) > SHOWN_OFFICERS}
    adoptions = list(queries.adoptions_of(actor, item)[: SHOWN_ADOPTIONS + 1])
    context |= {"adoptions": adoptions[:SHOWN_ADOPTIONS], "more_adoptions": len(adoptions) > SHOWN_ADOPTIONS}
    return context | version_of(actor, item, chosen) if chosen else context


def version_of(actor: Actor, item: Item, version: ItemVersion) -> dict[str, Any]:
    """Facts, check points, acts. Suggestions only for whoever may attach one."""
    version.item = item
    can_attach = policies.can_attach_checklist(actor, version)
    return {
        "facts": facts_of(item, version),
        "points": queries.check_points(version),
        "verdicts": {f"can_{act}": policies.can_act(actor, version, act) for act in _ACTS},
        "can_attach": can_attach,
        "may_attach": policies.takes_checklist(version),
        "suggestions": queries.suggest_checklists(version) if can_attach and not version.checklist_id else [],
    }


def facts_of(item: Item, version: ItemVersion) -> list[Fact]:
    people = names_of_users([str(version.created_by or ""), str(version.reviewed_by or "")])
    facts = [
        Fact("部门", item.agency_kind.title),
        Fact("子项", item.sub_name),
        Fact("监管事项目录编码", item.national_code, kind="code"),
        Fact("所属主项", f"{item.main.code} {item.main.name}" if item.main else ""),
        Fact("编制", _compiled(item)),
        Fact("替代事项", f"{item.successor.code} {item.successor.title}" if item.successor else ""),
        *(Fact(label, _text(version, name)) for name, label in LABELS.items() if name not in _SHOWN_OTHERWISE),
        Fact("证后监督类别", _post_permit(version)),
        Fact("公开属性", version.get_secrecy_display() if version.secrecy else ""),
        Fact("经办", people.get(str(version.created_by), "文件导入（主机）")),
    ]
    if version.published_at:
        reviewer = people.get(str(version.reviewed_by), "—")
        facts += [
            Fact("审核发布", reviewer, source=f"{version.published_at:%Y-%m-%d}"),
            Fact("生效", version.valid_from, kind="date"),
            Fact("失效", version.valid_until, kind="date"),
        ]
    return [fact for fact in facts if fact.value not in (None, "")]


def _post_permit(version: ItemVersion) -> str:
    term = rulebook.term(POST_PERMIT, version.post_permit) if version.post_permit else None
    return term.label if term else version.post_permit


def _compiled(item: Item) -> str:
    """Level and department; an item that is not placed applies everywhere."""
    if item.region is None:
        return "未定级：各地都可以按它检查"
    return f"{item.get_level_display()[:1]}级　{item.compiled_by.name if item.compiled_by else item.region.name}"


def changes_of(before: ItemVersion | None, after: ItemVersion) -> list[Change]:
    """What the version would change; everything it says when nothing is in force."""
    changes = []
    for name, label in LABELS.items():
        old = _text(before, name) if before else shown_as(name, "")
        new = _text(after, name)
        if old != new:
            changes.append(Change(label, old, new))
    return changes


def _text(version: ItemVersion, name: str) -> str:
    if name == "checklist":
        return f"{version.checklist.code} {version.checklist.name}" if version.checklist else ""
    return shown_as(name, str(getattr(version, name)))


def entries_of(item: Item) -> list[Entry]:
    """What the ledger says about the item, and the files that made or changed its drafts."""
    lines = timeline(item._meta.label_lower, item.pk)
    imports = list(queries.imports_of(item))
    people = names_of_users(
        [one for line in lines for one in (line.actor_user_id, line.on_behalf_of)]
        + [str(row.batch.created_by or "") for row in imports]
    )
    agencies = names_of_agencies(line.agency_id for line in lines)
    own = [
        Entry(line.at, _who(agencies.get(line.agency_id, ""), person_of(line, people)),
              line.label, note=f"存证第 {line.index} 条" if line.index is not None else "")
        for line in lines
    ]  # fmt: skip
    brought = [
        Entry(
            row.batch.applied_at or row.batch.created_at,
            _who(
                row.batch.agency.name if row.batch.agency else "",
                people.get(str(row.batch.created_by), "主机操作员"),
            ),
            f"导入第 {(row.after or {}).get('number', '—')} 版草稿",
            note=f"{row.batch.file_name} 第 {row.row} 行",
        )
        for row in imports
    ]
    return sorted([*own, *brought], key=lambda entry: entry.at, reverse=True)


def _who(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
