"""`tongjian handbook` on the command line."""

import pytest

from tests.supervision.handbooks.factories import add_checklists, make_published
from tests.supervision.planning.factories import make_city

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def published(reference):
    return make_published(add_checklists(make_city(entities=2)))


def test_it_lists_what_is_there(tongjian, published):
    _, answer = tongjian("handbook", "list", "--json")[:2]
    (found,) = answer["handbooks"]
    assert (found["code"], found["title"], found["version"]) == ("HGSC-140100-001", "加油站合规手册", 1)


def test_it_writes_the_book(tongjian, published, tmp_path, settings):
    settings.SITE_URL = "https://example.gov.cn"
    out = tmp_path / "handbook.pdf"
    _, answer = tongjian("handbook", "build", published.handbook.code, "--out", str(out), "--json")[:2]
    assert out.read_bytes().startswith(b"%PDF")
    assert answer["address"] == "https://example.gov.cn/public/handbooks/HGSC-140100-001/"
    assert answer["bytes"] == out.stat().st_size


def test_what_is_not_there_is_refused(tongjian, published, tmp_path):
    out = str(tmp_path / "x.pdf")
    assert tongjian("handbook", "build", "HGSC-9", "--out", out, "--json")[0] == 1
    assert tongjian("handbook", "build", published.handbook.code, "--version", "9", "--out", out, "--json")[0] == 1
