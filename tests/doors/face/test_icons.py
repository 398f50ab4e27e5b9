"""The sprite holds only what scripts/icons.txt names; an icon outside of it would be an empty square."""

import re
from pathlib import Path

from tongjian.doors.face.components import ANSWERS
from tongjian.doors.face.navigation import PHONE, PORTAL, PORTAL_MORE, WORKBENCH
from tongjian.doors.face.parts import ClockFace

ROOT = Path(__file__).resolve().parents[3]
LISTED = {line for line in (ROOT / "scripts/icons.txt").read_text().splitlines() if line and not line.startswith("#")}
IN_TEMPLATES = re.compile(r"""(?:\{% icon |icon=)["']([a-z0-9-]+)["']""")


def test_every_icon_of_a_template_is_in_the_sprite():
    used = {
        (name, path.name)
        for path in (ROOT / "src/tongjian/doors").rglob("*.html")
        for name in IN_TEMPLATES.findall(path.read_text())
    }

    assert {(name, page) for name, page in used if name not in LISTED} == set()


def test_every_icon_of_the_navigation_and_of_the_parts_is_in_the_sprite():
    places = [
        *WORKBENCH,
        *PORTAL,
        *PORTAL_MORE,
        *PHONE,
        *(entry for section in WORKBENCH for entry in section.entries),
    ]
    clocks = [
        ClockFace(remaining=9),
        ClockFace(remaining=0),
        ClockFace(remaining=-1),
        ClockFace(remaining=None),
        ClockFace(remaining=1, is_suspended=True),
    ]
    used = {place.icon for place in places} | {clock.icon for clock in clocks} | {mark for _, _, mark in ANSWERS}

    assert used - LISTED == set()
