"""编制事项。"""

from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import next_number
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import AgencyKind
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.codes import is_national_item_code
from tongjian.supervision.catalog.choices import VersionState
from tongjian.supervision.catalog.models import Item, ItemVersion
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
    item = _find_or_make(actor, agency_kind, name, sub_name, national_code)
    version = _open_draft(actor, item)
    for field in fields(text):
        setattr(version, field.name, getattr(text, field.name))
    version.save()
    record(actor, "item.drafted", item, code=item.code, number=version.number, name=item.name)
    return version


def _find_or_make(actor: Actor, kind: str, name: str, sub_name: str, national_code: str) -> Item:
    key = {"national_code": national_code} if national_code else {"agency_kind_id": kind, "name": name}
    found = Item.objects.select_for_update().filter(**key)
    item = (found if national_code else found.filter(sub_name=sub_name, national_code="")).first()
    if item is not None:
        return item
    AgencyKind.objects.get(pk=kind)
    number = next_number(actor=actor, series=f"item-{kind}")
    return Item.objects.create(
        code=national_code or f"{kind}-{number:04}",
        national_code=national_code,
        agency_kind_id=kind,
        name=name,
        sub_name=sub_name,
        created_at=timezone.now(),
    )


def _open_draft(actor: Actor, item: Item) -> ItemVersion:
    newest = item.versions.order_by("-number").first()
    if newest is not None and newest.state == VersionState.REVIEW:
        raise Conflict("item_in_review", "这个事项正在审核，审核结束后才能再修改。")
    if newest is not None and newest.state == VersionState.DRAFT:
        newest.created_by = actor.user_id
        return newest
    return ItemVersion(
        item=item,
        number=newest.number + 1 if newest else 1,
        created_by=actor.user_id,
        checklist=newest.checklist if newest else None,
    )
