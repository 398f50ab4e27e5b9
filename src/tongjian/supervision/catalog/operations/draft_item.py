"""编制事项。"""

from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.codes import is_national_item_code
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import Item, ItemVersion
from tongjian.supervision.catalog.operations._codes import new_code
from tongjian.supervision.catalog.operations._lock import lock_kinds
from tongjian.supervision.catalog.policies import can_edit


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemText:
    """What a version says. Every field is shown as it was while the version lasts."""

    object_kind: str = ""
    legal_basis: str = ""
    subject: str = ""
    ratio_text: str = ""
    frequency_text: str = ""
    method: str = ""
    officer_requirement: str = ""
    note: str = ""


@transaction.atomic
def draft_item(
    *, actor: Actor, agency_kind: str, name: str, text: ItemText, sub_name: str = "", national_code: str = ""
) -> ItemVersion:
    """A new item with its first draft, or the next draft of the item that has this natural key.

    While a draft or review is open no second one is begun: the open draft takes the new text.
    """
    require(can_edit(actor, agency_kind))
    name, sub_name, national_code = name.strip(), sub_name.strip(), national_code.strip()
    if not name:
        raise RuleViolated("item_name_missing", "事项名称不能为空。")
    if national_code and not is_national_item_code(national_code):
        raise rulebook.refusal("V18", "监管事项目录编码应当是 14 位数字。")
    if agency_kind not in lock_kinds([agency_kind]):
        raise NotFound("department_not_found", "没有这个部门类别。")
    item = _find_or_make(actor, agency_kind, name, sub_name, national_code)
    version = _open_draft(actor, item, text)
    for field in fields(text):
        setattr(version, field.name, getattr(text, field.name))
    version.save()
    record(actor, "item.drafted", item, code=item.code, number=version.number, name=item.name)
    return version


def _find_or_make(actor: Actor, kind: str, name: str, sub_name: str, national_code: str) -> Item:
    natural = {"agency_kind_id": kind, "name": name, "sub_name": sub_name, "national_code": ""}
    key = {"national_code": national_code} if national_code else natural
    item = Item.objects.select_for_update().filter(**key).first()
    if item is None:
        return Item.objects.create(
            code=national_code or new_code(actor, kind),
            national_code=national_code,
            agency_kind_id=kind,
            name=name,
            sub_name=sub_name,
            created_at=timezone.now(),
        )
    if (item.agency_kind_id, item.name, item.sub_name) != (kind, name, sub_name):
        raise RuleViolated("item_code_in_use", f"目录编码 {national_code} 已用于“{item.title}”，部门或者名称不同。")
    return item


def _open_draft(actor: Actor, item: Item, text: ItemText) -> ItemVersion:
    newest = item.versions.order_by("-number").first()
    if newest is not None and newest.state == VersionState.REVIEW:
        raise Conflict("item_in_review", "这个事项正在审核，审核结束后才能再修改。")
    if newest is not None and newest.state == VersionState.DRAFT:
        newest.created_by = actor.user_id
        return newest
    if newest is not None and newest.state == VersionState.PUBLISHED and _says(newest, text):
        raise RuleViolated("nothing_changed", "内容与已发布的版本相同，不需要新的版本。")
    return ItemVersion(
        item=item,
        number=newest.number + 1 if newest else 1,
        created_by=actor.user_id,
        checklist=newest.checklist if newest else None,
    )


def _says(version: ItemVersion, text: ItemText) -> bool:
    return all(getattr(version, field.name) == getattr(text, field.name) for field in fields(text))
