"""People of the visit stories at a browser: a signed-in client for each actor."""

from django.test import Client

from tests.foundation.org.factories import PostFactory
from tongjian.foundation.org.models import Agency, User
from tongjian.foundation.org.roles import CAPABILITIES


def signed_in(actor):
    """A client whose user holds the post that the actor acts from."""
    user = User.objects.get(pk=actor.user_id)
    role = next(role for role, permissions in CAPABILITIES.items() if permissions == actor.permissions)
    agency = Agency.objects.get(pk=actor.agency_id)
    if not user.posts.filter(agency=agency, role=role).exists():
        PostFactory(user=user, agency=agency, role=role)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
