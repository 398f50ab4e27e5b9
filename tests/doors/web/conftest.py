"""Browser sessions of people of an agency."""

import pytest
from django.test import Client

from tests.foundation.org.factories import PostFactory, UserFactory
from tongjian.foundation.org.choices import Role, UserKind


@pytest.fixture
def session_of(db):
    """A session of its own for somebody in a role of an agency, so that several people can work at once."""

    def session_of(agency, role=Role.HANDLER):
        kind = UserKind.OPERATOR if role == Role.OPERATOR else UserKind.OFFICIAL
        client = Client()
        client.force_login(
            PostFactory(user=UserFactory(kind=kind), agency=agency, role=role).user,
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return client

    return session_of


@pytest.fixture
def signed_in(client):
    """The one session of a test, signed in anew as somebody in a role of an agency."""

    def sign_in(agency, role=Role.HANDLER):
        client.force_login(
            PostFactory(user=UserFactory(), agency=agency, role=role).user,
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return client

    return sign_in
