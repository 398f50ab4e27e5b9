import pytest

from tests.supervision.inspections.conftest import another_story, fire, market, story, stranger, today

__all__ = ["another_story", "fire", "market", "story", "stranger", "today"]


@pytest.fixture(autouse=True)
def long_session(settings):
    """These people sign in days before the visit, and the clock jumps."""
    settings.SESSION_COOKIE_AGE = 30 * 24 * 3600
