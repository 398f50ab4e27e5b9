from datetime import UTC, datetime

import pytest
import time_machine

from tests.foundation.org.factories import operator

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture
def clock():
    """Stands at noon in Beijing, until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def people():
    """Who manages agencies, users and officers."""
    return operator()
