"""设置邮件提醒。"""

import re

from django.core.signing import TimestampSigner
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tongjian.foundation.casework.choices import MailRhythm
from tongjian.foundation.casework.models import MailPreference
from tongjian.foundation.casework.operations._mail import absolute, send
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed, RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import User

SALT = "casework.mail"
_ADDRESS = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>]{2,}")


@transaction.atomic
def choose_mail(*, actor: Actor, address: str, rhythm: MailRhythm) -> MailPreference:
    """One's own address and rhythm. A new address has a letter with a link first: news go there once it was opened.

    Raises RuleViolated for what is no address, and when the letter cannot be sent (nothing is changed then).
    """
    user = User.objects.select_for_update().filter(pk__in=filter(None, [actor.user_id])).first()
    if user is None or actor.on_behalf_of is not None:
        raise NotAllowed("not_allowed", "邮件提醒由本人设置。")
    address = address.strip()
    if rhythm != MailRhythm.NEVER and not _ADDRESS.fullmatch(address):
        raise RuleViolated("no_address", "请填写邮箱地址，例如 name@example.com。", field="address")
    now = timezone.now()
    preference = MailPreference.objects.filter(user=user).first() or MailPreference(user=user, address="")
    is_new = address != preference.address
    if is_new:
        preference.address, preference.confirmed_at = address, None
    preference.rhythm, preference.due_at, preference.failures, preference.error = rhythm, now, 0, ""
    preference.save()
    record(actor, "mail.chosen", user, rhythm=str(rhythm))
    if preference.confirmed_at is None and rhythm != MailRhythm.NEVER:
        send(address, "通监：请确认邮箱", _letter(preference))
    return preference


def _letter(preference: MailPreference) -> list[str]:
    token = TimestampSigner(salt=SALT).sign(f"{preference.pk}:{preference.address}")
    link = absolute(reverse("casework:confirm-mail", args=[token]))
    if not link:
        raise RuleViolated("no_site", "运维员还没有设置网站的地址（TONGJIAN_URL），邮件里写不出链接。")
    return [
        f"{preference.user.name}：",
        "",
        "您在通监设置了邮件提醒。请登录后打开下面的链接，确认这个邮箱是您的：",
        link,
        "",
        "三天内有效。如果不是您本人设置的，请不必理会。",
    ]
