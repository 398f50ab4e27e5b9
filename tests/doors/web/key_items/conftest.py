import pytest
import time_machine

from tests.supervision.planning.factories import make_city


@pytest.fixture(autouse=True)
def clock(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def city(reference):
    return make_city(entities=6)
