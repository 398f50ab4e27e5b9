from dataclasses import replace

import pytest
from django.urls import reverse

from tongjian.doors.face.navigation import PHONE, PORTAL, WORKBENCH, Entry, Section, sections_for
from tongjian.foundation.kernel.actor import Actor

ENTRIES = [entry for section in WORKBENCH for entry in section.entries] + [*PORTAL, *PHONE]
OFFICER = Actor(name="王", via="web", permissions=frozenset({"catalog.view"}))


def test_every_entry_leads_somewhere():
    assert [reverse(entry.url_name) for entry in ENTRIES] == [entry.url for entry in ENTRIES]


def test_only_what_this_person_may_use_is_shown():
    sections = [
        Section(
            "监管事项",
            "checklist",
            [Entry("清单", "a", "list", needs="catalog.view"), Entry("改", "b", "list", needs="x")],
        ),
        Section("规则库", "book", [Entry("规则", "c", "book", needs="rulebook.view")]),
        Section("存证", "fingerprint", [Entry("核验", "d", "hash")]),
    ]

    shown = sections_for(OFFICER, sections)

    assert [(section.label, [entry.label for entry in section.entries]) for section in shown] == [
        ("监管事项", ["清单"]),
        ("存证", ["核验"]),
    ]
    assert len(sections_for(replace(OFFICER, permissions=frozenset()), sections)) == 1


@pytest.mark.parametrize("path", ["/web/regions/", "/web/regions/140100/"])
def test_a_section_knows_that_one_is_in_it(face_pages, path):
    section = Section("区划", "map", [Entry("名录", "web:regions", "list")])

    assert section.is_at(path)
    assert not section.is_at("/web/plan/")
