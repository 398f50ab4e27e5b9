"""任职。"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.choices import Role, UserKind
from tongjian.foundation.org.models import Post
from tongjian.foundation.org.operations._people import find_agency, lock_user
from tongjian.foundation.org.policies import can_manage_users


@transaction.atomic
def open_post(
    *, actor: Actor, user_id: UUID, agency_id: UUID, role: Role, title: str = "", valid_from: date | None = None
) -> Post:
    """Lets a user act for an agency in a role. Only operators hold the operator's role, and no other."""
    user = lock_user(actor, user_id)
    require(can_manage_users(actor))
    agency = find_agency(agency_id)
    if (user.kind == UserKind.OPERATOR) != (role == Role.OPERATOR):
        raise RuleViolated("operator_role", "运维员只能担任运维岗位，其他用户不能担任运维岗位。")
    if role == Role.COORDINATOR and not agency.kind.is_coordinator:
        raise RuleViolated("not_a_coordinator", f"{agency.name}不是统筹部门，不能设统筹岗位。")
    if user.posts.filter(agency=agency, role=role, valid_until=None).exists():
        raise Conflict("post_open", "这个用户已经担任同一岗位。")
    starts = valid_from or timezone.localdate()
    post = Post.objects.create(user=user, agency=agency, role=role, title=title.strip(), valid_from=starts)
    data = {"agency_id": str(agency.pk), "role": str(role), "valid_from": starts.isoformat()}
    record(actor, "post.opened", post, **data)
    return post
