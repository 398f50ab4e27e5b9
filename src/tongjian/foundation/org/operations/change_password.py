"""修改密码。"""

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import User
from tongjian.foundation.org.operations._passwords import set_password


@transaction.atomic
def change_password(*, actor: Actor, old: str, new: str) -> User:
    """One's own, by giving the old one."""
    user = User.objects.select_for_update().filter(pk__in=filter(None, [actor.user_id])).first()
    if user is None:
        raise NotAllowed("not_allowed", "请先登录。")
    if not user.check_password(old):
        raise RuleViolated("wrong_password", "原密码不对。")
    set_password(user, new)
    record(actor, "user.password_set", user, by_link=False)
    return user
