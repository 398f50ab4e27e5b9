"""An entity has several premises; the main one moves with it, a point belongs to an address, closed ones are kept."""

from datetime import date

import pytest

from tests.foundation.org.factories import AgencyFactory, RegionFactory, actor_in
from tongjian.foundation.exchange.choices import BatchState
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.kernel.errors import (
    Conflict,
    DomainError,
    IllegalTransition,
    NotAllowed,
    NotFound,
    RuleViolated,
)
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.pure.codes import make_uscc
from tongjian.supervision.registry import queries
from tongjian.supervision.registry.models import Entity, Premises
from tongjian.supervision.registry.operations import (
    Site,
    add_premises,
    close_premises,
    correct_entity,
    correct_premises,
    undo_import,
)

USCC = make_uscc("91", "140105", "DEM00001")
POINT = {"longitude": 112.56, "latitude": 37.74, "tolerance_metres": 30, "point_source": "survey"}


@pytest.fixture
def entity(bring_in):
    bring_in(f"名称,信用代码,地址\n甲商行,{USCC},太原市小店区样例路1号\n")
    return Entity.objects.get()


@pytest.fixture
def handler(county):
    return actor_in(county)


@pytest.fixture
def street(regions):
    return RegionFactory(code="140105001", name="坞城街道", level="township", parent_id="140105")


def test_a_second_place_is_added_with_township_and_point(entity, handler, street):
    site = Site(address=" 坞城路9号 ", township=street.code, **POINT)

    added = add_premises(actor=handler, entity_id=entity.pk, site=site)

    assert (added.address, added.region_id, added.is_main, added.is_located) == ("坞城路9号", "140105", False, True)
    assert [one.is_main for one in entity.premises.all()] == [True, False]
    assert "坞城路" not in Entry.objects.get(action="registry.premises_added").data
    with pytest.raises(Conflict):
        add_premises(actor=handler, entity_id=entity.pk, site=site)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"address": " "}, "address_missing"),
        ({"region": "999999"}, "region_unknown"),
        ({"township": "140105"}, "township_unknown"),
        ({"township": "140105001", "region": "140106"}, "township_elsewhere"),
        ({"latitude": None}, "point_halved"),
        ({"longitude": 37.74, "latitude": 112.56}, "point_outside"),
        ({"longitude": float("nan")}, "point_outside"),
        ({"tolerance_metres": None}, "tolerance_refused"),
        ({"point_source": "dream"}, "point_source_missing"),
    ],
)
def test_a_place_that_is_not_right_is_refused(entity, handler, street, given, code):
    with pytest.raises(RuleViolated) as refused:
        add_premises(actor=handler, entity_id=entity.pk, site=Site(**{"address": "坞城路9号", **POINT, **given}))

    assert refused.value.code == code
    assert Premises.objects.count() == 1


def test_the_main_place_takes_a_point_but_moves_only_with_the_entity(entity, handler):
    main = entity.premises.get()
    at_home = {"address": main.address, "region": main.region_id}
    act = {"actor": handler, "entity_id": entity.pk, "premises_id": main.pk, "reason": "实地核对"}

    assert correct_premises(**act, site=Site(**at_home, **POINT)).is_located
    with pytest.raises(RuleViolated, match="没有改动"):
        correct_premises(**act, site=Site(**at_home, **POINT))
    with pytest.raises(RuleViolated, match="随住所走"):
        correct_premises(**act, site=Site(address="别处1号", **POINT))
    with pytest.raises(RuleViolated, match="随住所走"):
        close_premises(actor=handler, entity_id=entity.pk, premises_id=main.pk, until=date(2026, 1, 1), reason="搬走")


def test_a_point_is_left_behind_when_the_entity_moves(entity, handler):
    main = entity.premises.get()
    site = Site(address=main.address, region=main.region_id, **POINT)
    correct_premises(actor=handler, entity_id=entity.pk, premises_id=main.pk, site=site, reason="实地核对")

    correct_entity(actor=handler, entity_id=entity.pk, changes={"address": "小店区新址9号"}, reason="搬迁")

    main.refresh_from_db()
    assert (main.address, main.is_located) == ("小店区新址9号", False)


def test_a_closed_place_is_kept_and_not_changed_again(entity, handler):
    site = Site(address="坞城路9号", valid_from=date(2026, 3, 1))
    added = add_premises(actor=handler, entity_id=entity.pk, site=site)
    act = {"actor": handler, "entity_id": entity.pk, "premises_id": added.pk, "reason": "退租"}

    with pytest.raises(RuleViolated, match="早于启用"):
        close_premises(**act, until=date(2026, 2, 1))
    closed = close_premises(**act, until=date(2026, 6, 1))

    assert [closed.is_open_on(date(2026, *day)) for day in ((5, 31), (6, 1))] == [True, False]
    for again in (lambda: close_premises(**act, until=date(2026, 7, 1)), lambda: correct_premises(**act, site=site)):
        with pytest.raises(IllegalTransition):
            again()


def test_premises_need_sight_and_right(entity, county, regions):
    stranger = actor_in(AgencyFactory(region=RegionFactory(code="140213")))

    with pytest.raises(NotFound):
        add_premises(actor=stranger, entity_id=entity.pk, site=Site(address="坞城路9号"))
    with pytest.raises(NotFound):
        queries.get_premises(stranger, entity.pk, entity.premises.get().pk)
    with pytest.raises(NotAllowed):
        add_premises(actor=actor_in(county, Role.HEAD), entity_id=entity.pk, site=Site(address="坞城路9号"))


def test_an_import_is_not_undone_under_a_place_somebody_added(entity, handler, host):
    add_premises(actor=handler, entity_id=entity.pk, site=Site(address="坞城路9号"))
    batch = Batch.objects.get()

    with pytest.raises(DomainError):
        undo_import(actor=host, batch_id=batch.pk, reason="来文有误")

    batch.refresh_from_db()
    assert (batch.state, Premises.objects.count()) == (BatchState.APPLIED, 2)
