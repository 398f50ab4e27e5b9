"""What is discarded when. The whole answer is this table, with what kernel/tasks.py does for its own queue.

Staged rows of a batch that went in stay: they are what an undo needs and what the provenance of a fact points at.
"""

from collections.abc import Sequence

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

from tongjian.config import environment
from tongjian.foundation.casework.models import Announcement
from tongjian.foundation.exchange.choices import BatchState
from tongjian.foundation.exchange.models import Finding, StagedRow
from tongjian.foundation.kernel.retention import Retention
from tongjian.foundation.org.models import OneTimeLink, SignIn

_NEVER_IN = (BatchState.UNDONE, BatchState.REFUSED)
_days = environment.days

RETENTION: Sequence[Retention] = (
    Retention(
        "sessions",
        "已失效的登录会话",
        _days("TONGJIAN_KEEP_SESSIONS_DAYS", default=1),
        lambda before: Session.objects.filter(expire_date__lt=before),
    ),
    Retention(
        "sign_in_attempts",
        "登录失败的计数",
        _days("TONGJIAN_KEEP_ATTEMPTS_DAYS", default=90),
        lambda before: AccessAttempt.objects.filter(attempt_time__lt=before),
    ),
    Retention(
        "links",
        "已过期的一次性链接",
        _days("TONGJIAN_KEEP_LINKS_DAYS", default=90),
        lambda before: OneTimeLink.objects.filter(expires_at__lt=before),
    ),
    Retention(
        "sign_ins",
        "登录会话的记录",
        _days("TONGJIAN_KEEP_SIGN_INS_DAYS", default=180),
        lambda before: SignIn.objects.filter(seen_at__lt=before),
    ),
    Retention(
        "announcements",
        "已发出的通知",
        _days("TONGJIAN_KEEP_NOTIFICATIONS_DAYS", default=180),
        lambda before: Announcement.objects.filter(told_at__lt=before),
    ),
    Retention(
        "staged_rows",
        "已撤销、已拒收批次的暂存行",
        _days("TONGJIAN_KEEP_STAGED_DAYS", default=180),
        lambda before: StagedRow.objects.filter(batch__state__in=_NEVER_IN, batch__created_at__lt=before),
    ),
    Retention(
        "findings",
        "已撤销、已拒收批次的校验发现",
        _days("TONGJIAN_KEEP_STAGED_DAYS", default=180),
        lambda before: Finding.objects.filter(batch__state__in=_NEVER_IN, batch__created_at__lt=before),
    ),
)
