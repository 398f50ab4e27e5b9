"""What a version says, compared with what a row of a file says."""

from collections.abc import Mapping
from typing import Any

from tongjian.supervision.catalog.columns import TEXT_FIELDS
from tongjian.supervision.catalog.models import Checklist, Item, ItemVersion


def text_of(version: ItemVersion) -> dict[str, str]:
    """`checklist` is the number of the table."""
    texts = {field: str(getattr(version, field)) for field in TEXT_FIELDS}
    return {**texts, "checklist": version.checklist.code if version.checklist else ""}


def differences(version: ItemVersion, payload: Mapping[str, Any]) -> dict[str, str]:
    """The texts of the row that the version does not have; a field that is not in the row is no difference."""
    current = text_of(version)
    return {field: payload[field] for field in current if field in payload and payload[field] != current[field]}


def set_texts(version: ItemVersion, texts: Mapping[str, str], checklists: Mapping[str, Checklist]) -> None:
    for field, text in texts.items():
        if field == "checklist":
            version.checklist = checklists[text] if text else None
        else:
            setattr(version, field, text)


def placing(item: Item, payload: Mapping[str, Any]) -> dict[str, str]:
    """What the row adds to an item that has no place or no main item yet; neither changes afterwards."""
    added = {}
    if payload["region"] and item.region_id is None:
        added["region"] = payload["region"]
    if payload["main_code"] and item.main_id is None:
        added["main"] = payload["main_code"]
    return added
