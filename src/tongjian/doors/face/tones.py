"""How serious a state looks. One table for the common state values; a door may pass its own."""

from collections.abc import Mapping

from tongjian.doors.face.parts import Tone

_VALUES: Mapping[Tone, str] = {
    "draft": "draft planned prepared provisional unchecked",
    "active": "open active running submitted approved accepted in_force drawn started applying",
    "good": "done closed completed published passed pass applied",
    "soon": "returned rejected refused failed fail warned",
    "late": "overdue late expired broken",
    "off": "cancelled withdrawn void abolished undone archived superseded",
}
TONES: Mapping[str, Tone] = {value: tone for tone, values in _VALUES.items() for value in values.split()}


def tone_of(value: object, mapping: Mapping[str, Tone] | None = None) -> Tone:
    """The tone of a state value; neutral when nobody said."""
    return (TONES if mapping is None else mapping).get(str(value), "neutral")
