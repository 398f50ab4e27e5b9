"""设置邮件提醒。"""

import re
from uuid import UUID

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


def choose_mail(*, actor: Actor, address: str, rhythm: MailRhythm) -> MailPreference:
    """One's own address and rhythm. A new address has a letter with a link first: news go there once it was opened.

    Raises RuleViolated for what is no address, and when the letter cannot be sent (nothing is changed then). The
    letter leaves before the transaction, so that nobody waits for a slow mail server; a link without a row is void.
    """
    address = address.strip()
    preference = _own_or_new(actor)
    if rhythm != MailRhythm.NEVER and not _ADDRESS.fullmatch(address):
        raise RuleViolated("no_address", "请填写邮箱地址，例如 name@example.com。", field="address")
    is_known = address == preference.address and preference.confirmed_at is not None
    if rhythm != MailRhythm.NEVER and not is_known:
        send(address, "通监：请确认邮箱", _letter(preference, address))
    return _save(actor, preference.pk, address, rhythm)


def _own_or_new(actor: Actor) -> MailPreference:
    user = User.objects.filter(pk__in=filter(None, [actor.user_id])).first()
    if user is None or actor.on_behalf_of is not None:
        raise NotAllowed("not_allowed", "邮件提醒由本人设置。")
    own = MailPreference.objects.select_related("user").filter(user=user).first()
    return own or MailPreference(user=user, address="")


@transaction.atomic
def _save(actor: Actor, key: UUID, address: str, rhythm: MailRhythm) -> MailPreference:
    user = User.objects.select_for_update().get(pk__in=filter(None, [actor.user_id]))
    preference = MailPreference.objects.filter(user=user).first() or MailPreference(pk=key, user=user, address="")
    if address != preference.address:
        preference.address, preference.confirmed_at = address, None
    preference.rhythm, preference.due_at, preference.failures, preference.error = rhythm, timezone.now(), 0, ""
    preference.save()
    record(actor, "mail.chosen", user, rhythm=str(rhythm))
    return preference


def _letter(preference: MailPreference, address: str) -> list[str]:
    token = TimestampSigner(salt=SALT).sign(f"{preference.pk}:{address}")
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
