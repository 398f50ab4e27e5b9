"""确认邮箱。"""

from datetime import timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.models import MailPreference
from tongjian.foundation.casework.operations.choose_mail import SALT
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.ledger.trail import record

_VALID = timedelta(days=3)


@transaction.atomic
def confirm_mail(*, actor: Actor, token: str) -> MailPreference:
    """By the person themselves, with the link of the letter; a later address makes earlier links void."""
    try:
        key, _, address = TimestampSigner(salt=SALT).unsign(token, max_age=_VALID).partition(":")
    except (SignatureExpired, BadSignature) as wrong:
        raise NotFound("link_void", "链接已经失效，请重新设置邮件提醒。") from wrong
    rows = MailPreference.objects.select_for_update(of=("self",)).select_related("user")
    preference = rows.filter(pk=key, user=actor.user_id).first() if actor.user_id else None
    if preference is None or preference.address != address:
        raise NotFound("link_void", "链接已经失效，或者不是发给您的。")
    preference.confirmed_at = preference.due_at = timezone.now()
    preference.save(update_fields=["confirmed_at", "due_at"])
    record(actor, "mail.confirmed", preference.user)
    return preference
