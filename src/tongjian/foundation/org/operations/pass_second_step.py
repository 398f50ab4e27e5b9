"""登录第二步：动态口令。"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import User


def pass_second_step(*, actor: Actor, user: User, code: str) -> TOTPDevice:
    """Completes a sign-in whose password was right; `actor` is who the person becomes.

    A code works once. Each failure doubles the wait before the next try counts.
    Raises RuleViolated after the transaction, so that the failed try stays counted.
    """
    with transaction.atomic():
        devices: list[TOTPDevice] = list(TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True))
        passed = next((device for device in devices if device.verify_token(code.strip())), None)
        if passed is not None:
            record(actor, "user.signed_in", user, second_factor=True)
            return passed
    raise RuleViolated("wrong_code", f"动态口令不对，或者已经用过。{_wait(devices)}")


def _wait(devices: list[TOTPDevice]) -> str:
    until = [device.verify_is_allowed()[1] for device in devices]
    moments = [details["locked_until"] for details in until if details and "locked_until" in details]
    if not moments:
        return "请等验证器显示下一个口令后再输入。"
    seconds = -((timezone.now() - max(moments)) // timedelta(seconds=1))
    return f"请 {max(seconds, 1)} 秒后用新的口令再试。"
