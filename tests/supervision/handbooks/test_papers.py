"""The handbook as a book. What people write is shown, never read as markup."""

import pytest

from tests.supervision.handbooks.factories import FIRE, lead_in, line_about, make_handbook, make_published
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.handbooks import operations as act
from tongjian.supervision.handbooks import papers, queries
from tongjian.supervision.handbooks.papers import facts_of, handbook_pdf

pytestmark = pytest.mark.engine("sqlite")
HOSTILE = '#read("/etc/passwd") #panic("x") $a^2$ *粗* _斜_ <label> @ref \\u{41} `raw` // 注 ]} ${'


def lines(edition):
    return queries.lines_of(Actor.public(), edition)


def test_it_has_five_chapters_a_mark_until_it_is_published_and_a_code_to_the_live_page(city):
    edition = make_handbook(city)
    facts = facts_of(edition, lines(edition), address="https://example.gov.cn/public/handbooks/X/")
    assert [one["title"] for one in facts["chapters"]] == ["主体资格", "业务经营", "制度管理", "场所要求", "从业人员"]
    assert (facts["mark"], facts["agency"]) == ("草稿", "太原市市场监督管理")
    assert facts["qr"].startswith("<svg")
    assert facts["chapters"][3]["lines"] == [
        {
            "words": FIRE[0],
            "method": "现场查看",
            "basis": "《中华人民共和国消防法》第十六条",
            "departments": "消防救援",
            "items": "消防安全检查 第 1 版（XF-002）",
        }
    ]


def test_the_same_edition_is_the_same_file(city):
    edition = make_published(city)
    first = handbook_pdf(edition, lines(edition), address="https://example.gov.cn/")
    assert first.startswith(b"%PDF")
    papers._typeset.cache_clear()
    assert first == handbook_pdf(edition, lines(edition), address="https://example.gov.cn/")
    assert facts_of(edition, lines(edition))["mark"] == ""


def test_nothing_people_write_becomes_markup(city):
    """Were any of it read as typst, it would panic, read a file or not compile."""
    edition, lead = make_handbook(city), lead_in(city)
    words = {"title": HOSTILE, "foreword": f"{HOSTILE}\n{HOSTILE}", "industries": ["F5265"]}
    act.describe_edition(actor=lead, edition_id=edition.pk, **words)
    act.edit_line(actor=lead, line_id=line_about(edition, "通道").pk, text=HOSTILE)
    act.add_line(actor=lead, edition_id=edition.pk, chapter="staff", text=HOSTILE, basis=HOSTILE)
    edition.refresh_from_db()
    assert handbook_pdf(edition, lines(edition)).startswith(b"%PDF")
    shown = facts_of(edition, lines(edition))
    assert shown["title"] == HOSTILE
    assert HOSTILE in [one["words"] for one in shown["chapters"][3]["lines"]]
