"""编制事项。"""

from dataclasses import dataclass, fields, replace

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Region
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.codes import is_national_item_code
from tongjian.supervision.catalog.choices import POST_PERMIT, VersionState
from tongjian.supervision.catalog.columns import CODED, NotACode, normalised
from tongjian.supervision.catalog.models import Item, ItemVersion
from tongjian.supervision.catalog.operations._codes import new_code
from tongjian.supervision.catalog.operations._lock import lock_kinds
from tongjian.supervision.catalog.operations._places import compilers
from tongjian.supervision.catalog.policies import can_edit, can_edit_item, own_region


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
    duty_code: str = ""
    line_code: str = ""
    power_code: str = ""
    permit_type: str = ""
    permit_name: str = ""
    object_category: str = ""
    supervision_form: str = ""
    supervision_level: str = ""
    process: str = ""
    outcome: str = ""
    apply_scope: str = ""
    implementation_codes: str = ""
    check_form: str = ""
    check_category: str = ""
    standard: str = ""
    materials: str = ""
    industries: str = ""
    secrecy: str = ""
    post_permit: str = ""


@transaction.atomic
def draft_item(
    *,
    actor: Actor,
    agency_kind: str,
    name: str,
    text: ItemText,
    sub_name: str = "",
    national_code: str = "",
    main_code: str = "",
) -> ItemVersion:
    """A new item with its first draft, or the next draft of the item that has this natural key in the actor's place.

    While a draft or review is open no second one is begun: the open draft takes the new text. Who compiles for an
    agency compiles in its place; what a level above has compiled already is adopted instead.
    """
    require(can_edit(actor, agency_kind))
    name, sub_name, national_code = name.strip(), sub_name.strip(), national_code.strip()
    if not name:
        raise RuleViolated("item_name_missing", "事项名称不能为空。")
    if national_code and not is_national_item_code(national_code):
        raise rulebook.refusal("V18", "监管事项目录编码应当是 14 位数字。")
    if agency_kind not in lock_kinds([agency_kind]):
        raise NotFound("department_not_found", "没有这个部门类别。")
    text = _clean(text)
    key = _Key(agency_kind, name, sub_name, national_code)
    item = _find_or_make(actor, key, _main_of(agency_kind, main_code.strip()))
    require(can_edit_item(actor, item))
    version = _open_draft(actor, item, text)
    for field in fields(text):
        setattr(version, field.name, getattr(text, field.name))
    version.save()
    record(actor, "item.drafted", item, code=item.code, number=version.number, name=item.name)
    return version


@dataclass(frozen=True, slots=True)
class _Key:
    kind: str
    name: str
    sub_name: str
    national_code: str


def _find_or_make(actor: Actor, key: _Key, main: Item | None) -> Item:
    item = _find(actor, key)
    if item is None:
        region = Region.objects.filter(pk=own_region(actor)).first()
        return Item.objects.create(
            code=key.national_code or new_code(actor, key.kind),
            national_code=key.national_code,
            agency_kind_id=key.kind,
            name=key.name,
            sub_name=key.sub_name,
            main=main,
            region=region,
            level=region.level if region else "",
            compiled_by=compilers([(key.kind, region.pk)]).get((key.kind, region.pk)) if region else None,
            created_at=timezone.now(),
        )
    if (item.agency_kind_id, item.name, item.sub_name) != (key.kind, key.name, key.sub_name):
        sentence = f"目录编码 {key.national_code} 已用于“{item.title}”，部门或者名称不同。"
        raise RuleViolated("item_code_in_use", sentence)
    if main is not None and item.main_id not in (None, main.pk):
        raise RuleViolated("main_item_wrong", "不能改属另一主项；请另编事项。")
    if main is not None and item.main_id is None:
        item.main = main
        item.save(update_fields=["main"])
    return item


def _find(actor: Actor, key: _Key) -> Item | None:
    items = Item.objects.select_for_update()
    if key.national_code:
        return items.filter(national_code=key.national_code).first()
    named = items.filter(agency_kind=key.kind, name=key.name, sub_name=key.sub_name, national_code="")
    here = own_region(actor)
    unplaced = named.filter(region=None).first()
    if not here:
        return unplaced or named.order_by("region").first()
    mine = named.filter(region=here).first() or unplaced
    above = named.filter(region__in={f"{here[:4]}00", f"{here[:2]}0000"} - {here}).first()
    if mine is None and above is not None:
        sentence = f"上级已编制同一事项（{above.code} {above.title}），请领用，不要另编。"
        raise RuleViolated("item_exists_above", sentence)
    return mine


def _main_of(kind: str, code: str) -> Item | None:
    """The main item a sub-item names. Raises RuleViolated."""
    if not code:
        return None
    main = Item.objects.filter(code=code, agency_kind=kind).first()
    if main is None:
        raise RuleViolated("main_item_wrong", f"没有编码为 {code} 的本部门类别的主项。")
    if main.main_id is not None:
        raise RuleViolated("main_item_wrong", f"{code} 不是主项：子项不能再有子项。")
    return main


def _clean(text: ItemText) -> ItemText:
    """Coded fields in their one form. Raises RuleViolated; V18 for the code of an 检查实施清单."""
    cleaned = {}
    for field in CODED:
        try:
            cleaned[field] = normalised(field, getattr(text, field))
        except NotACode as wrong:
            if field == "implementation_codes":
                raise rulebook.refusal("V18", str(wrong)) from wrong
            raise RuleViolated(f"{field}_unknown", str(wrong)) from wrong
    code = cleaned["post_permit"]
    if code and rulebook.term(POST_PERMIT, code) is None:
        raise RuleViolated("post_permit_unknown", "没有这个证后监督类别。", field="post_permit")
    return replace(text, **cleaned)


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
