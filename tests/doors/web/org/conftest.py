import pytest

from tests.foundation.org.conftest import clock
from tests.foundation.org.factories import AgencyFactory, PostFactory, RegionFactory, UserFactory
from tongjian.foundation.org.choices import Role, UserKind

__all__ = ["clock"]


@pytest.fixture
def agency(db):
    return AgencyFactory(name="太原市市场监督管理局", region=RegionFactory(code="140100", name="太原市"))


@pytest.fixture
def enter(client):
    """Signs the user in without the form, and gives the client."""

    def enter(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture
def sign_in(enter, agency):
    """Signs somebody in, in a role of the agency, and gives the client."""

    def sign_in(role=Role.HANDLER):
        kind = UserKind.OPERATOR if role == Role.OPERATOR else UserKind.OFFICIAL
        return enter(PostFactory(user=UserFactory(kind=kind), agency=agency, role=role).user)

    return sign_in
