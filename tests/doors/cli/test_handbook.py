"""`tongjian handbook` on the command line."""

import pytest

from tests.supervision.handbooks.factories import add_checklists, make_published
from tests.supervision.planning.factories import make_city

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def published(reference):
    return make_published(add_checklists(make_city(entities=2)))


def test_it_lists_and_writes_the_book_and_refuses_what_is_not_there(tongjian, published, tmp_path, settings):
    _, answer = tongjian("handbook", "list", "--json")[:2]
    (found,) = answer["handbooks"]
    assert (found["code"], found["title"], found["version"]) == ("HGSC-140100-001", "加油站合规手册", 1)

    settings.SITE_URL, out = "https://example.gov.cn", tmp_path / "handbook.pdf"
    build = ("handbook", "build", "--out", str(out), "--json")
    _, answer = tongjian(*build, "HGSC-140100-001")[:2]
    assert out.read_bytes().startswith(b"%PDF")
    assert answer["address"] == "https://example.gov.cn/public/handbooks/HGSC-140100-001/"
    assert answer["bytes"] == out.stat().st_size

    assert tongjian(*build, "HGSC-9")[0] == 1
    assert tongjian(*build, "HGSC-140100-001", "--version", "9")[0] == 1
