"""邮件提醒。"""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from tongjian.foundation.casework.choices import MailRhythm
from tongjian.foundation.casework.models import MailPreference, Notification
from tongjian.foundation.casework.operations._mail import absolute, send
from tongjian.foundation.casework.queries import due_mail, news_to_mail
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.verdict import ALLOW, deny, require

_LONGEST_WAIT = timedelta(hours=6)
_HELD = timedelta(minutes=10)
"""For so long a letter under way is nobody else's to send."""
_MORNING = time(8)
_LISTED = 30


def mail_news(*, actor: Actor, limit: int = 500) -> dict[str, int]:
    """What people have not read and not been mailed yet, in one letter each, when their rhythm says so.

    No transaction is open while a letter is on its way. A letter that was sent just before a crash comes twice rather
    than never; one that fails comes again later and later, and the person reads the reason on the account page.
    """
    require(ALLOW if actor.has("casework.tell") else deny("没有发送邮件的权限。"))
    counts = {"sent": 0, "failed": 0}
    for preference_id in list(due_mail(timezone.now()).values_list("pk", flat=True)[:limit]):
        outcome = _mail(preference_id)
        if outcome is not None:
            counts["sent" if outcome else "failed"] += 1
    return counts


def _mail(preference_id: UUID) -> bool | None:
    """None when there is nothing to say, or another worker says it."""
    preference = _hold(preference_id)
    if preference is None:
        return None
    news = list(news_to_mail(preference)[: _LISTED + 1])
    if not news:
        preference.due_at = _next(preference)
        preference.save(update_fields=["due_at"])
        return None
    newest = news_to_mail(preference).values_list("pk", flat=True).last()
    try:
        send(preference.address, f"通监：{_many(news)}项新通知", _letter(preference, news))
    except RuleViolated as trouble:
        preference.failures += 1
        preference.error = trouble.sentence[:300]
        preference.due_at = timezone.now() + min(timedelta(minutes=2**preference.failures), _LONGEST_WAIT)
        preference.save(update_fields=["failures", "error", "due_at"])
        return False
    with transaction.atomic():
        news_to_mail(preference).filter(pk__lte=newest).update(mailed_at=timezone.now())
        preference.failures, preference.error = 0, ""
        preference.due_at = _next(preference)
        preference.save(update_fields=["failures", "error", "due_at"])
    return True


@transaction.atomic
def _hold(preference_id: UUID) -> MailPreference | None:
    skip_locked = connection.features.has_select_for_update_skip_locked
    rows = MailPreference.objects.select_for_update(of=("self",), skip_locked=skip_locked)
    preference = rows.select_related("user").filter(pk=preference_id, due_at__lte=timezone.now()).first()
    if preference is not None:
        MailPreference.objects.filter(pk=preference_id).update(due_at=timezone.now() + _HELD)
    return preference


def _next(preference: MailPreference) -> datetime:
    """At once means with the next round of the job; a daily letter comes in the morning."""
    now = timezone.localtime()
    if preference.rhythm != MailRhythm.DAILY:
        return now
    return timezone.make_aware(datetime.combine(now.date() + timedelta(days=1), _MORNING))


def _many(news: list[Notification]) -> str:
    return f"{_LISTED} 多" if len(news) > _LISTED else f"{len(news)} "


def _letter(preference: MailPreference, news: list[Notification]) -> list[str]:
    """Titles and links only: what a matter says is read after signing in."""
    lines = [f"{preference.user.name}：", ""]
    for one in news[:_LISTED]:
        lines.append(f"· {one.announcement.title}（{one.agency.name}）")
        if link := absolute(one.announcement.url):
            lines.append(f"  {link}")
    if len(news) > _LISTED:
        lines.append("还有更多，请登录后在“通知”中查看。")
    return [*lines, "", "登录通监办理。不想再收到邮件，请在“我的账号”中修改邮件提醒。"]
