"""How serious a state looks. One table for the common state values; a door may pass its own."""

from collections.abc import Mapping
from typing import cast

from tongjian.doors.face.parts import Tone

TONES: Mapping[str, Tone] = {
    **dict.fromkeys(("draft", "planned", "prepared", "provisional", "unchecked"), cast(Tone, "draft")),
    **dict.fromkeys(
        ("open", "active", "running", "submitted", "approved", "accepted", "in_force", "drawn", "started", "applying"),
        cast(Tone, "active"),
    ),
    **dict.fromkeys(("done", "closed", "completed", "published", "passed", "pass", "applied"), cast(Tone, "good")),
    **dict.fromkeys(("returned", "rejected", "refused", "failed", "fail", "warned", "overdue_soon"), cast(Tone, "soon")),
    **dict.fromkeys(("overdue", "late", "expired", "broken"), cast(Tone, "late")),
    **dict.fromkeys(
        ("cancelled", "withdrawn", "void", "abolished", "undone", "archived", "superseded"), cast(Tone, "off")
    ),
}


def tone_of(value: object, mapping: Mapping[str, Tone] | None = None) -> Tone:
    """The tone of a state value; neutral when nobody said."""
    return (TONES if mapping is None else mapping).get(str(value), "neutral")
