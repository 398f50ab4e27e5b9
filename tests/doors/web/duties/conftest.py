import pytest
import time_machine

from tests.foundation.org.factories import PostFactory, UserFactory
from tests.supervision.planning.factories import make_city
from tongjian.foundation.org.choices import Role


@pytest.fixture(autouse=True)
def clock(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def city(reference):
    return make_city(entities=6)


@pytest.fixture
def signed_in(client):
    """A browser session of somebody in a role of an agency."""

    def sign_in(agency, role=Role.HANDLER):
        user = UserFactory()
        PostFactory(user=user, agency=agency, role=role)
        client.force_login(user)
        return client

    return sign_in
