"""The columns of the list of items: on the page and in its Excel file."""

from collections.abc import Mapping

from tongjian.doors.face.parts import Tone
from tongjian.doors.face.tables import Column
from tongjian.doors.face.tones import tone_of
from tongjian.supervision.catalog.models import Checklist, Item, ItemVersion

TONES: Mapping[str, Tone] = {"draft": "draft", "review": "active", "published": "good", "retired": "off",
                               "adopt": "good", "decline": "off"}  # fmt: skip


def level_of(item: Item) -> str:
    return f"{item.get_level_display()[:1]}级　{item.region.name}" if item.region else "未定级"


VERSIONS: tuple[Column[ItemVersion], ...] = (
    Column("name", "事项", lambda version: version.item.name, url=lambda version: version.item.get_absolute_url(),
           note=lambda version: version.item.sub_name, sort="item__name"),
    Column("code", "编码", lambda version: version.item.code, kind="code", sort="item__code"),
    Column("kind", "部门", lambda version: version.item.agency_kind.title, sort="item__agency_kind__code"),
    Column("key", "重点", lambda version: "重点" if version.is_key else None,  # type: ignore[attr-defined]
           kind="badge", tone=lambda version: "active"),
    Column("level", "编制", lambda version: level_of(version.item), is_optional=True),
    Column("state", "状态", lambda version: version.get_state_display(), kind="badge",
           tone=lambda version: tone_of(version.state, TONES), sort="state"),
    Column("number", "版本", lambda version: version.number, kind="number"),
    Column("object_kind", "检查对象", lambda version: version.object_kind),
    Column("legal_basis", "检查依据", lambda version: version.legal_basis, is_optional=True),
    Column("subject", "检查主体", lambda version: version.subject, is_optional=True),
    Column("ratio_text", "抽查比例", lambda version: version.ratio_text, is_optional=True),
    Column("frequency_text", "抽查频次", lambda version: version.frequency_text, is_optional=True),
    Column("method", "检查方式", lambda version: version.method, is_optional=True),
    Column("officer_requirement", "检查人员要求", lambda version: version.officer_requirement, is_optional=True),
    Column("sub_name", "子项", lambda version: version.item.sub_name, is_optional=True),
    Column("note", "备注", lambda version: version.note, is_optional=True),
    Column("checklist", "检查表", lambda version: version.checklist.code if version.checklist else None, kind="code",
           url=lambda version: version.checklist.get_absolute_url() if version.checklist else ""),
    Column("valid_from", "生效日期", lambda version: version.valid_from, kind="date", sort="valid_from"),
)  # fmt: skip

CHECKLISTS: tuple[Column[Checklist], ...] = (
    Column("name", "检查表", lambda checklist: checklist.name, url=lambda checklist: checklist.get_absolute_url(),
           sort="name"),
    Column("code", "表号", lambda checklist: checklist.code, kind="code", sort="code"),
    Column("points", "检查要点", lambda checklist: checklist.points, kind="number"),  # type: ignore[attr-defined]
    Column("items", "关联的事项", lambda checklist: checklist.items, kind="number"),  # type: ignore[attr-defined]
)  # fmt: skip

AS_OF: tuple[Column[ItemVersion], ...] = (
    Column("name", "事项", lambda version: version.item.name, note=lambda version: version.item.sub_name,
           url=lambda version: f"{version.item.get_absolute_url()}?version={version.number}", sort="item__name"),
    Column("code", "编码", lambda version: version.item.code, kind="code", sort="item__code"),
    Column("kind", "部门", lambda version: version.item.agency_kind.title, sort="item__agency_kind__code"),
    Column("level", "编制", lambda version: level_of(version.item)),
    Column("number", "版本", lambda version: version.number, kind="number"),
    Column("object_kind", "检查对象", lambda version: version.object_kind),
    Column("legal_basis", "检查依据", lambda version: version.legal_basis, is_optional=True),
    Column("checklist", "检查表", lambda version: version.checklist.code if version.checklist else None, kind="code"),
    Column("valid_from", "生效日期", lambda version: version.valid_from, kind="date", sort="valid_from"),
    Column("valid_until", "失效日期（不含）", lambda version: version.valid_until, kind="date"),
)  # fmt: skip
