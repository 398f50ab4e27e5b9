import pytest

from tests.foundation.org.factories import PostFactory
from tests.supervision.registry.fixtures import bring_in, county, host, look_alike, receive, regions
from tongjian.foundation.org.choices import Role

__all__ = ["bring_in", "county", "host", "look_alike", "receive", "regions"]


@pytest.fixture
def sign_in(client, county):
    """Signs somebody of 小店区 in, in a role, and gives the client."""

    def sign_in(role=Role.COORDINATOR, agency=county):
        post = PostFactory(agency=agency, role=role)
        client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
