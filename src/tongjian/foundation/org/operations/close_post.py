"""离任。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Post
from tongjian.foundation.org.policies import can_manage_users, visible_users


@transaction.atomic
def close_post(*, actor: Actor, post_id: UUID) -> Post:
    """Ends today."""
    posts = Post.objects.select_for_update(of=("self",)).filter(user__in=visible_users(actor))
    post = posts.filter(pk=post_id, valid_until=None).first()
    if post is None:
        raise NotFound("post_not_found", "没有这个岗位，或者已经离任。")
    require(can_manage_users(actor))
    post.valid_until = timezone.localdate()
    post.save(update_fields=["valid_until"])
    record(actor, "post.closed", post, valid_until=post.valid_until.isoformat())
    return post
