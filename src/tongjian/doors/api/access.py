"""Keys of agencies and what their scopes open."""

from collections.abc import Callable

from django.http import HttpRequest
from ninja.security import HttpBearer

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.kernel.http import ActorRequest
from tongjian.foundation.org.operations import use_api_key

DOOR = Actor(name="接口", via="api")


class ApiKeyBearer(HttpBearer):
    """`Authorization: Bearer tj_<prefix>_<secret>` and a scope that the endpoint names."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        holder = use_api_key(actor=DOOR, presented=token)
        if holder is None:
            return None
        if self.scope not in holder.scopes:
            raise NotAllowed("scope_missing", f"这个密钥没有“{self.scope}”权限。")
        request.actor = holder.actor  # type: ignore[attr-defined]
        return holder.actor


def scope(name: str) -> Callable[[HttpRequest], object]:
    return ApiKeyBearer(name)


def actor_of(request: HttpRequest) -> Actor:
    """Set by the key; endpoints without one do not exist."""
    assert hasattr(request, "actor")
    actor: Actor = request.actor
    return actor


__all__ = ["ActorRequest", "actor_of", "scope"]
