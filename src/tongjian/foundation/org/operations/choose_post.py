"""切换岗位。"""

from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Post, User
from tongjian.foundation.org.queries import entrusted_posts, open_posts


@transaction.atomic
def choose_post(*, actor: Actor, post_id: UUID) -> Post:
    """One of one's own open posts, or of whoever one stands in for; the door keeps the choice for the session."""
    user = User.objects.filter(pk__in=filter(None, [actor.user_id])).first()
    seats = [*open_posts(user), *entrusted_posts(user)] if user else []
    post = next((post for post in seats if post.pk == post_id), None)
    if user is None or post is None:
        raise NotFound("post_not_found", "您没有这个岗位，或者已经离任。")
    record(actor, "user.post_chosen", user, post_id=str(post.pk))
    return post
