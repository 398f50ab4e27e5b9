"""准备动态口令。"""

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.foundation.org.models import User


@transaction.atomic
def offer_totp(*, actor: Actor) -> TOTPDevice:
    """The unconfirmed device of the signed-in user; the same one until it is confirmed. Nothing is in force yet, so
    nothing is recorded."""
    user = User.objects.select_for_update().filter(pk__in=filter(None, [actor.user_id])).first()
    if user is None:
        raise NotAllowed("not_allowed", "请先登录。")
    device: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    if device is None:
        device = TOTPDevice.objects.create(user=user, name=user.username, confirmed=False)
    return device
