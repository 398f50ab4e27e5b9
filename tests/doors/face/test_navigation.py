from dataclasses import replace

from django.urls import reverse

from tongjian.doors.face.navigation import (
    PHONE,
    PORTAL,
    PORTAL_MORE,
    WORKBENCH,
    Entry,
    Section,
    entry_at,
    sections_for,
)
from tongjian.foundation.kernel.actor import Actor

ENTRIES = [entry for section in WORKBENCH for entry in section.entries] + [*PORTAL, *PORTAL_MORE, *PHONE]
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


def test_a_page_belongs_to_the_most_exact_entry(face_pages):
    home, search, regions = (Entry(name, f"web:{name}", "map") for name in ("workbench", "search", "regions"))
    sections = [Section("工作台", "map", [home]), Section("区划", "map", [search, regions])]

    assert entry_at(sections, "/web/regions/140100/") == regions
    assert entry_at(sections, "/web/elsewhere/") == home
    assert entry_at(sections, "/face/") is None


def test_the_root_has_nothing_below_it(face_pages):
    assert Entry("工作台", "root", "home").leads_to("/")
    assert not Entry("工作台", "root", "home").leads_to("/visits/")
