"""创建用户。"""

import re

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.choices import UserKind
from tongjian.foundation.org.models import User
from tongjian.foundation.org.policies import can_manage_users

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


@transaction.atomic
def create_user(
    *, actor: Actor, username: str, name: str, kind: UserKind = UserKind.OFFICIAL, phone: str = ""
) -> User:
    """A user without password: a one-time link lets the person set the first one."""
    require(can_manage_users(actor))
    username, name = username.strip().lower(), name.strip()
    if not _USERNAME.fullmatch(username):
        raise RuleViolated("username", "用户名应为 3 至 60 位小写字母、数字、点、横线，并以字母或数字开头。")
    if not name:
        raise RuleViolated("name_missing", "姓名不能为空。")
    if User.objects.filter(username=username).exists():
        raise Conflict("username_taken", f"用户名 {username} 已被使用。")
    user = User(username=username, name=name, kind=kind, phone=phone.strip())
    user.set_unusable_password()
    user.save(force_insert=True)
    record(actor, "user.created", user, kind=str(kind))
    return user
