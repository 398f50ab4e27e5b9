"""修改密码。"""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import User


@transaction.atomic
def change_password(*, actor: Actor, old: str, new: str) -> User:
    """One's own, by giving the old one."""
    user = User.objects.select_for_update().filter(pk__in=filter(None, [actor.user_id])).first()
    if user is None:
        raise NotAllowed("not_allowed", "请先登录。")
    if not user.check_password(old):
        raise RuleViolated("wrong_password", "原密码不对。")
    try:
        validate_password(new, user)
    except ValidationError as weak:
        raise RuleViolated("weak_password", "".join(weak.messages)) from weak
    user.set_password(new)
    user.save(update_fields=["password"])
    record(actor, "user.password_set", user, by_link=False)
    return user
