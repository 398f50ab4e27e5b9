"""启用动态口令。"""

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import User


@transaction.atomic
def confirm_totp(*, actor: Actor, code: str) -> TOTPDevice:
    """The code of the device that was offered proves that the person has it; from now on sign-in asks for one."""
    user = User.objects.select_for_update().filter(pk__in=filter(None, [actor.user_id])).first()
    if user is None:
        raise NotAllowed("not_allowed", "请先登录。")
    device: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=False).order_by("-pk").first()
    if device is None or not device.verify_token(code.strip()):
        raise RuleViolated("wrong_code", "动态口令不对，请核对手机时间后重新输入。")
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    record(actor, "user.totp_confirmed", user)
    return device
