"""The people and the visit that most tests speak of."""

import pytest
import time_machine

from tests.supervision.inspections import factories as make


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(make.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def market(reference):
    return make.AgencyFactory(name="尖草坪区市场监督管理局")


@pytest.fixture
def fire(reference):
    return make.AgencyFactory(kind=make.AgencyKindFactory(code="XF"), name="尖草坪区消防救援大队")
