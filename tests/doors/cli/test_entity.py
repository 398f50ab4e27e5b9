"""`tongjian entity`."""

from tests.supervision.registry.test_finding import found, make


def test_reindex_makes_what_is_found_by_initials(db, tongjian):
    make("长治银行")
    assert found("czyh") == set()

    assert tongjian("entity", "reindex", "--json")[:2] == (0, {"entities": 1})

    assert found("czyh") == {"长治银行"}
    assert tongjian("entity", "reindex", "--pending", "--json")[:2] == (0, {"entities": 0})


def test_match_counts_rows(db, tongjian, tmp_path):
    make("长治银行")
    file = tmp_path / "来文.csv"
    file.write_text("名称,地址\n长治银行,\n别的店,\n", encoding="utf-8")

    assert tongjian("entity", "match", file, "--json")[:2] == (0, {"rows": 2, "matched": 0, "suggested": 1, "new": 1})
