"""Files of entities come in, come in again, and are taken back."""

import json
from dataclasses import replace
from sys import modules

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.foundation.org.factories import OfficerFactory, actor_in
from tongjian.foundation.exchange.choices import BatchState
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.errors import NotAllowed, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.pure.codes import make_uscc
from tongjian.supervision.inspections.models import Visit
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Entity, FormerName, Identifier, Interest, Premises, Provenance
from tongjian.supervision.registry.operations import (
    apply_entities,
    correct_entity,
    declare_interest,
    stage_entities,
    undo_import,
)

USCC = make_uscc("91", "140105", "DEM00001")
SECOND = make_uscc("92", "140106", "DEM00002")
HEAD = "名称,信用代码,注册号,地址,成立日期,状态\n"
FIRST = f"{HEAD}甲商行,{USCC},140105999900015,太原市小店区样例路1号,2004-02-17,存续\n"


def counts(batch):
    return batch.created, batch.updated, batch.unchanged


def everything():
    """All rows of the register, without ids and times."""
    return {
        model.__name__: sorted(map(repr, model.objects.values_list(*fields)))
        for model, fields in {
            Entity: ("name", "search_name", "uscc", "region", "address", "status", "established_on", "kind"),
            Identifier: ("entity__uscc", "kind", "value"),
            FormerName: ("entity__uscc", "name"),
            Premises: ("entity__uscc", "address", "region"),
            Provenance: ("entity__uscc", "fields", "batch", "row"),
        }.items()
    }


def test_an_entity_comes_in_with_identifiers_premises_and_sources(bring_in):
    batch = bring_in(FIRST)

    entity = Entity.objects.get()
    assert (entity.name, entity.uscc, entity.kind, entity.region_id) == ("甲商行", USCC, "enterprise", "140105")
    assert str(entity.established_on) == "2004-02-17"
    assert set(entity.identifiers.values_list("kind", "value")) == {
        ("uscc", USCC),
        ("registration", "140105999900015"),
    }
    assert entity.premises.get().address == "太原市小店区样例路1号"
    assert {field: source.batch for field, source in queries.sources_of(entity).items()} == dict.fromkeys(
        ["name", "uscc", "kind", "region", "address", "established_on", "status"], batch
    )
    assert queries.sources_of(entity)["name"].row == 2


def test_the_look_alike_file_comes_in_once(bring_in, look_alike):
    first = bring_in(look_alike)
    before = everything()

    second = bring_in(look_alike)

    assert (first.rows, first.accepted + first.rejected) == (317, 317)
    assert first.created == Entity.objects.count() > 250
    assert counts(second) == (0, 0, first.accepted)
    assert everything() == before


def test_a_batch_is_one_entry_in_the_ledger_whatever_its_size(bring_in, look_alike):
    bring_in(look_alike)

    entry = Entry.objects.get(action="exchange.batch_applied")
    assert len(json.loads(entry.data)["root"]) == 64


def test_other_values_update_and_missing_ones_erase_nothing(bring_in):
    bring_in(FIRST)

    second = bring_in(f"{HEAD}甲商行,{USCC},,太原市迎泽区样例路2号,N/A,注销\n")

    entity = Entity.objects.get()
    assert counts(second) == (0, 1, 0)
    assert (entity.region_id, entity.status) == ("140106", "deregistered")
    assert str(entity.established_on) == "2004-02-17"
    assert entity.premises.get().address == "太原市迎泽区样例路2号"
    sources = queries.sources_of(entity)
    assert sources["address"].batch == second
    assert sources["established_on"].batch != second


def test_a_changed_name_becomes_a_former_name_and_still_finds_the_entity(bring_in, host):
    bring_in(FIRST)

    bring_in(f"{HEAD}乙（集团）商行,{USCC},,,,\n")

    entity = Entity.objects.get()
    assert entity.name == "乙（集团）商行"
    assert entity.former_names.get().name == "甲商行"
    for words in ("甲商", "乙(集团)", "乙集团", USCC, USCC[:6].lower(), "140105999"):
        found = queries.list_entities(host, queries.EntityFilter(words=words))
        assert list(found) == [entity], words


def test_an_old_number_grows_into_a_code(bring_in):
    bring_in("名称,注册号\n甲商行,140105999900015\n")

    second = bring_in(FIRST)

    assert counts(second) == (0, 1, 0)
    assert Entity.objects.get().uscc == USCC
    assert counts(bring_in(FIRST)) == (0, 0, 1)


def test_two_rows_that_turn_out_to_be_one_entity_do_not_fight(bring_in):
    bring_in(FIRST)
    both = f"名称,信用代码,注册号\n甲商行,{USCC},\n别名商行,,140105999900015\n"

    assert counts(bring_in(both)) == (0, 0, 2)
    assert Entity.objects.get().name == "甲商行"


def test_a_number_that_belongs_to_another_code_stays_there(bring_in):
    bring_in(FIRST)

    bring_in(f"名称,信用代码,注册号\n丙商行,{SECOND},140105999900015\n")

    assert Identifier.objects.get(value="140105999900015").entity.uscc == USCC
    assert set(Entity.objects.values_list("uscc", flat=True)) == {USCC, SECOND}


def test_good_rows_come_in_beside_rejected_ones(bring_in):
    batch = bring_in(f"{HEAD}甲商行,{USCC},,,,\n乙商行,{USCC[:-1]},,,,\n")

    assert (batch.accepted, batch.rejected) == (1, 1)
    assert Entity.objects.count() == 1


def test_an_interrupted_import_goes_on_and_ends_the_same(receive, host, look_alike, monkeypatch):
    monkeypatch.setattr(modules["tongjian.foundation.exchange.operations.apply_columns"], "AT_ONCE", 100)
    batch = receive(look_alike)
    stage_entities(actor=host, batch_id=batch.pk)

    def interrupt(rows):
        if rows:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply_entities(actor=host, batch_id=batch.pk, on_progress=interrupt)
    assert 0 < Entity.objects.count() < 250

    done = apply_entities(actor=host, batch_id=batch.pk)

    assert done.state == BatchState.APPLIED
    assert sum(counts(done)) == done.accepted
    assert done.created == Entity.objects.count()


def test_the_number_of_queries_of_a_chunk_does_not_grow_with_its_rows(receive, host):
    def count_queries(rows, kind):
        lines = "".join(f"商行{n},{make_uscc('91', '140105', f'DEM{kind}{n:04}')}\n" for n in range(rows))
        batch = receive(f"名称,信用代码\n{lines}")
        stage_entities(actor=host, batch_id=batch.pk)
        with CaptureQueriesContext(connection) as captured:
            apply_entities(actor=host, batch_id=batch.pk)
        return len(captured)

    assert count_queries(300, 2) == count_queries(3, 1)


def test_a_file_that_cannot_be_read_leaves_a_refused_batch_and_no_entity(receive, host):
    batch = receive(b"\xd0\xcf\x11\xe0 old office")

    with pytest.raises(RuleViolated, match="xls"):
        stage_entities(actor=host, batch_id=batch.pk)

    batch.refresh_from_db()
    assert batch.state == BatchState.REFUSED
    assert "xls" in batch.refusal
    assert not Entity.objects.exists()


def test_unknown_columns_are_refused_unless_a_person_names_them(receive, host):
    content = f"甲,乙\n甲商行,{USCC}\n"
    batch = receive(content)

    with pytest.raises(RuleViolated, match="认不出必需的列"):
        stage_entities(actor=host, batch_id=batch.pk)
    assert Batch.objects.get(pk=batch.pk).state == BatchState.REFUSED

    again = receive(content)
    staged = stage_entities(actor=host, batch_id=again.pk, mapping={"name": "甲", "uscc": "乙"})
    assert staged.accepted == 1


def test_a_wrong_mapping_of_a_person_can_be_corrected(receive, host):
    batch = receive(FIRST)

    with pytest.raises(RuleViolated):
        stage_entities(actor=host, batch_id=batch.pk, mapping={"name": "名称"})

    assert stage_entities(actor=host, batch_id=batch.pk, mapping={"name": "名称", "uscc": "信用代码"}).accepted == 1


def test_importing_needs_the_right_to(receive, host):
    batch = receive(FIRST)
    reader = replace(host, permissions=host.permissions - {"registry.import"})

    with pytest.raises(NotAllowed):
        stage_entities(actor=reader, batch_id=batch.pk)
    with pytest.raises(NotAllowed):
        apply_entities(actor=reader, batch_id=batch.pk)


def test_a_county_brings_in_only_what_is_its_own(bring_in, county):
    handler = actor_in(county)
    datong = make_uscc("91", "140213", "DEM00009")
    bring_in(f"名称,信用代码,地址\n大同商行,{datong},大同市平城区样例路1号\n")

    batch = bring_in(
        f"名称,信用代码,地址\n甲商行,{USCC},太原市小店区样例路1号\n乙商行,{SECOND},太原市迎泽区样例路1号\n"
        f"改名商行,{datong},太原市小店区样例路3号\n丁商行,140105999900015,样例路5号\n",
        actor=handler,
    )

    assert (batch.created, batch.rejected) == (1, 3)
    assert Entity.objects.get(uscc=datong).name == "大同商行"
    rules = set(batch.findings.filter(severity="reject").values_list("rule", flat=True))
    assert rules == {"outside_jurisdiction", "jurisdiction_unknown"}


def test_undo_of_a_first_import_leaves_nothing(bring_in, host, look_alike):
    batch = bring_in(look_alike)

    undone = undo_import(actor=host, batch_id=batch.pk, reason="导错了文件")

    assert undone.state == BatchState.UNDONE
    assert everything() == {name: [] for name in everything()}


def test_undo_of_an_update_gives_everything_back(bring_in, host):
    bring_in("名称,注册号\n甲商行,140105999900015\n")
    before = everything()
    second = bring_in(f"{HEAD}乙商行,{USCC},140105999900015,太原市迎泽区样例路2号,2001-01-01,注销\n")
    assert everything() != before

    undo_import(actor=host, batch_id=second.pk, reason="导错了文件")

    assert everything() == before


def test_undo_is_refused_when_a_later_batch_changed_what_it_made(bring_in, host):
    first = bring_in(FIRST)
    bring_in(f"{HEAD}甲商行,{USCC},,太原市迎泽区样例路2号,,\n")
    before = everything()

    with pytest.raises(RuleViolated, match="甲商行：之后的批次或人工更正改过它"):
        undo_import(actor=host, batch_id=first.pk, reason="导错了文件")
    assert everything() == before


def test_undo_of_an_update_is_refused_when_the_value_changed_since(bring_in, host):
    bring_in(FIRST)
    second = bring_in(f"{HEAD}甲商行,{USCC},,太原市迎泽区样例路2号,,\n")
    bring_in(f"{HEAD}甲商行,{USCC},,太原市晋源区样例路3号,,\n")

    with pytest.raises(RuleViolated, match="甲商行：之后又被改过"):
        undo_import(actor=host, batch_id=second.pk, reason="导错了文件")


def test_undo_is_refused_when_an_interest_was_declared(bring_in, host, county):
    batch = bring_in(FIRST)
    Interest.objects.create(
        entity=Entity.objects.get(), officer=OfficerFactory(agency=county), reason="亲属", declared_at=batch.created_at
    )

    with pytest.raises(RuleViolated, match="利害关系"):
        undo_import(actor=host, batch_id=batch.pk, reason="导错了文件")


def test_undo_is_refused_when_an_inspection_points_at_an_entity(bring_in, host):
    batch = bring_in(FIRST)
    Visit.objects.create(
        entity=Entity.objects.get(), region_id="140105", address="样例路1号", origin="测试", sequence=1, year=2026,
        window_from="2026-09-01", window_until="2026-10-01", created_at=batch.created_at,
    )  # fmt: skip

    with pytest.raises(RuleViolated, match="记录引用了本批新增的对象"):
        undo_import(actor=host, batch_id=batch.pk, reason="导错了文件")
    assert Entity.objects.exists()


def test_undo_needs_the_right_to(bring_in, county):
    batch = bring_in(FIRST, actor=actor_in(county))

    with pytest.raises(NotAllowed):
        undo_import(actor=actor_in(county, Role.HANDLER), batch_id=batch.pk, reason="导错了文件")
    assert undo_import(actor=actor_in(county, Role.COORDINATOR), batch_id=batch.pk, reason="导错了文件")


def test_what_a_person_corrected_later_imports_leave_alone(bring_in, county):
    bring_in(FIRST)
    entity = Entity.objects.get()
    handler = actor_in(county)
    correct_entity(actor=handler, entity_id=entity.pk, changes={"address": "太原市小店区新址9号"}, reason="实地核对")

    again = bring_in(f"{HEAD}甲商行,{USCC},,太原市小店区样例路1号,,歇业\n")

    entity.refresh_from_db()
    assert (again.updated, entity.status, entity.address) == (1, "suspended", "太原市小店区新址9号")
    assert declare_interest(
        actor=handler, entity_id=entity.pk, officer_id=OfficerFactory(agency=county).pk, reason="亲属"
    )
