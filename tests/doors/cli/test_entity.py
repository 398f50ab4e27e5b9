"""`tongjian entity`."""

from tests.supervision.registry.test_finding import found, make


def test_reindex_makes_what_is_found_by_initials(db, tongjian):
    make("长治银行")
    assert found("czyh") == set()

    assert tongjian("entity", "reindex", "--json")[:2] == (0, {"entities": 1})

    assert found("czyh") == {"长治银行"}
    assert tongjian("entity", "reindex", "--pending", "--json")[:2] == (0, {"entities": 0})
