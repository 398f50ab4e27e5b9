"""Whatever part of a name or number is asked for, the index answers what looking at every entity answers."""

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.foundation.org.factories import RegionFactory
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.supervision.registry import finding
from tongjian.supervision.registry.columns import normalise_name
from tongjian.supervision.registry.models import (
    Entity,
    FormerName,
    Identifier,
    Outdated,
    Premises,
    Provenance,
    SearchText,
)
from tongjian.supervision.registry.operations import rebuild_search, refresh_search
from tongjian.supervision.registry.queries import EntityFilter, list_entities

HOST = Actor.host("registry.view", "registry.reindex")
LETTERS = st.text("太原长治银行煤业ＡBb１2（）·- 有限公司%_'\"\\", max_size=9)


def make(name, *, uscc="", former=(), numbers=()):
    now = timezone.now()
    entity = Entity.objects.create(
        name=name, search_name=normalise_name(name), kind="enterprise", uscc=uscc, created_at=now, updated_at=now
    )
    for one in former:
        FormerName.objects.create(entity=entity, name=one, search_name=normalise_name(one), until=now)
    for one in numbers:
        Identifier.objects.create(entity=entity, kind="other", value=one)
    return entity


def found(words):
    return set(list_entities(HOST, EntityFilter(words=words)).values_list("name", flat=True))


def refresh():
    return refresh_search(actor=HOST)


@pytest.fixture
def bank(db):
    bank = make("长治银行（山西）", uscc="91140105DEM00001XX", former=["重庆A煤业"], numbers=["ZX-8F31"])
    refresh()
    return bank


@pytest.mark.parametrize(
    "words",
    [
        "治银",
        "长治银行（山西",
        "行山",
        "重庆",
        "a煤",
        "Ａ煤",
        "czyh",
        "CZYH",
        "cqamy",
        "5dem",
        "０００１x",
        "X-8f",
        "8f3",
    ],
)
def test_any_two_characters_of_name_former_name_initials_and_number_find_it(bank, words):
    assert found(words) == {bank.name}


@pytest.mark.parametrize("words", ["治行", "长治重庆", "czcq", "银行91", "%治", "长_", "%%", "__", "''", '"', "\\\\"])
def test_what_stands_in_no_name_finds_nothing(bank, words):
    assert found(words) == set()


class IndexAndScan(TestCase):
    @settings(max_examples=40)
    @given(names=st.lists(LETTERS.filter(str.strip), min_size=1, max_size=5, unique=True), words=LETTERS,
           is_part=st.booleans())  # fmt: skip
    def test_the_index_answers_what_a_scan_answers(self, names, words, is_part):
        entities = [make(name, former=[name[::-1]], numbers=[f"N{place}{name}"]) for place, name in enumerate(names)]
        refresh()
        words = names[0][1:4] if is_part else words
        wanted = finding.needles(words) if normalise_name(words) else []
        texts = [
            finding.searchable(
                [one.search_name, *one.former_names.values_list("search_name", flat=True)],
                one.identifiers.values_list("value", flat=True),
            )
            for one in entities
        ]
        by_scan = {
            one.name for one, text in zip(entities, texts, strict=True) if any(needle in text for needle in wanted)
        }
        by_scan |= {one.name for one in entities if words.strip() and not wanted and words.strip() in one.name}

        assert found(words) == (by_scan if words.strip() else set(names))


def test_what_was_written_a_moment_ago_is_found_before_the_index_knows(bank):
    make("新设的商行", former=["旧号铺"], numbers=["QQ99"])
    bank.search_name = "改名大厦"
    bank.save(update_fields=["search_name"])

    assert [found(words) for words in ("设的", "号铺", "q9", "改名")] == [{"新设的商行"}] * 3 + [{bank.name}]
    assert found("治银") == set()
    assert refresh() == 2
    assert [found(words) for words in ("设的", "xsd", "gm")] == [{"新设的商行"}] * 2 + [{bank.name}]
    assert not Outdated.objects.exists()


def test_a_removed_entity_leaves_nothing_to_find(bank):
    Entity.objects.all().delete()

    refresh()

    assert found("银行") == set()
    assert not SearchText.objects.exists()


def test_more_hits_than_the_index_should_carry_are_all_found(bank, monkeypatch):
    for number in range(5):
        make(f"银行分理处{number}")
    refresh()
    monkeypatch.setattr("tongjian.supervision.registry.finding.index.MANY", 3)

    assert len(found("银行")) == 6
    monkeypatch.setattr("tongjian.supervision.registry.finding.index.MANY", 10)
    monkeypatch.setattr("tongjian.supervision.registry.queries.entities._FEW", 2)
    assert len(found("银行")) == 6


def test_a_rebuild_brings_back_text_and_triggers(bank):
    connection.cursor().execute(
        "drop trigger registry_entity_found_insert"
        + (" on registry_entity" if connection.vendor == "postgresql" else "")
    )
    make("没有人知道的商行")
    assert finding.missing_triggers(connection) == ["registry_entity_found_insert"]
    assert found("知道") == set()

    assert rebuild_search(actor=HOST) == 2

    assert found("知道") == {"没有人知道的商行"}
    assert finding.missing_triggers(connection) == []


def test_rebuilding_is_for_the_host_only(db):
    with pytest.raises(NotAllowed):
        rebuild_search(actor=Actor.host("registry.view"))


def test_filters_and_words_hold_together(bank):
    Entity.objects.filter(pk=bank.pk).update(region=RegionFactory(code="140213"))

    assert [list_entities(HOST, EntityFilter(words="银行", region=code)).count() for code in ("140200", "140100")] == [
        1,
        0,
    ]


def test_after_all_migrations_no_trigger_is_missing(db):
    """A change of a column on SQLite drops them: such a migration makes them again."""
    assert finding.missing_triggers(connection) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite chooses its indexes without looking at the rows")
def test_that_nearly_nobody_is_merged_is_not_what_a_list_starts_from(db):
    entities = list_entities(Actor.host("registry.view"), EntityFilter()).order_by("-pk")[:5]
    assert "entity_merged_into" not in entities.explain()
    assert "merged_into_id" not in entities.explain()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL marks a statement at a time")
def test_a_new_number_does_not_mark_again_what_waits_already(db):
    entity = make("晋阳商贸", numbers=["A1", "A2"])

    assert list(Outdated.objects.values_list("entity_id", flat=True)) == [entity.pk]


@pytest.mark.parametrize("model", [Entity, FormerName, Identifier, Premises, Provenance])
def test_no_index_of_what_an_import_writes_is_the_beginning_of_another(db, model):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    plain = {name: tuple(about["columns"]) for name, about in found.items() if about["index"] and not about["unique"]}
    every = {name: tuple(about["columns"]) for name, about in found.items() if about["index"] or about["unique"]}
    partial = _partial(model)
    twice = [
        (name, other)
        for name, columns in plain.items()
        for other, longer in every.items()
        if name != other and {name, other}.isdisjoint(partial) and longer[: len(columns)] == columns
    ]
    assert twice == []


def _partial(model):
    """Names of indexes that are of some rows only and serve no other question."""
    meta = model._meta
    return {one.name for one in [*meta.indexes, *meta.constraints] if getattr(one, "condition", None)}
