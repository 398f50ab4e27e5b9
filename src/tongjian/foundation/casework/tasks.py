"""What the worker does for clocks and notifications."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tongjian.foundation.casework import operations
from tongjian.foundation.casework.choices import ClockState, NotificationKind
from tongjian.foundation.casework.models import Clock
from tongjian.foundation.exchange.choices import BatchState
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.policies import IMPORT
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring
from tongjian.foundation.org.models import Agency, Delegation, Officer
from tongjian.foundation.org.queries import certificate_notice
from tongjian.foundation.org.queries.superiors import block_superior, line_superior
from tongjian.foundation.rulebook.models import ClauseChange, RuleChange


@recurring("casework.check_clocks", every=timedelta(minutes=5))
def check_clocks() -> dict[str, Any]:
    return operations.check_clocks(actor=Actor.system("定时任务：检查时限", "casework.run_clocks"))


@recurring("casework.tell", every=timedelta(seconds=10))
def tell() -> dict[str, Any]:
    return operations.tell_people(actor=Actor.system("定时任务：发送通知", "casework.tell"))


@recurring("casework.mail", every=timedelta(minutes=1))
def mail() -> dict[str, Any]:
    if not settings.EMAIL_HOST:
        return {}
    return operations.mail_news(actor=Actor.system("定时任务：发送邮件", "casework.tell"))


@recurring("casework.push", every=timedelta(seconds=10))
def push() -> dict[str, Any]:
    if not settings.WEBHOOK_NETWORKS:
        return {}
    return operations.call_webhooks(actor=Actor.system("定时任务：推送消息", "casework.tell"))


def recompute_clocks(event: dict[str, Any]) -> None:
    """Hears `rulebook.calendar_loaded`."""
    operations.recompute_provisional_clocks(actor=Actor.system("定时任务：重算时限", "casework.run_clocks"))


def ask_for_decision(event: dict[str, Any]) -> None:
    """Hears `rulebook.change_proposed`: whoever may approve rules in the proposing agency or in its superior of the
    line has a to-do, for the proposer may be the only one who approves at home."""
    change = RuleChange.objects.get(pk=event["change_id"])
    if not event["agency_id"] or change.decided_at:
        return
    _ask_approvers(change, event["agency_id"], f"复核规则变更：{change}")


def ask_for_clause_decision(event: dict[str, Any]) -> None:
    """Hears `rulebook.clause_change_proposed`: as with a rule."""
    change = ClauseChange.objects.select_related("statute", "clause").get(pk=event["change_id"])
    if event["agency_id"] and not change.decided_at:
        _ask_approvers(change, event["agency_id"], f"复核条款变更：{change.statute}{change.get_kind_display()}")


def end_clause_decision(event: dict[str, Any]) -> None:
    """Hears `rulebook.clause_change_decided`."""
    change = ClauseChange.objects.get(pk=event["change_id"])
    operations.end_todos(actor=Actor.system("事件：条款变更", "casework.run_clocks"), matter=change, step="decide")


def _ask_approvers(change: RuleChange | ClauseChange, agency_id: str, title: str) -> None:
    proposing = Agency.objects.select_related("line_superior").get(pk=agency_id)
    for agency in filter(None, [proposing, line_superior(proposing)]):
        operations.open_todo(
            actor=Actor.system("事件：规则变更", "casework.run_clocks"),
            matter=change,
            step="decide",
            title=title[:200],
            agency_id=agency.pk,
            url=change.get_absolute_url(),
            capability="rulebook.approve",
        )


def end_decision(event: dict[str, Any]) -> None:
    """Hears `rulebook.change_decided`."""
    change = RuleChange.objects.get(pk=event["change_id"])
    operations.end_todos(actor=Actor.system("事件：规则变更", "casework.run_clocks"), matter=change, step="decide")


def ask_importer(event: dict[str, Any]) -> None:
    """Hears `exchange.batch_held`: whoever may import in the source's agency decides about the file."""
    batch = Batch.objects.get(pk=event["batch_id"])
    if batch.state in (BatchState.APPLIED, BatchState.REFUSED) or batch.agency_id is None:
        return
    operations.open_todo(
        actor=Actor.system("事件：交换目录", "casework.run_clocks"),
        matter=batch,
        step="import",
        title=f"处理交换目录的文件：{batch.file_name}（{event['sentence']}"[:199] + "）",
        agency_id=batch.agency_id,
        url=batch.get_absolute_url(),
        capability=IMPORT[batch.dataset],
    )


def end_import(event: dict[str, Any]) -> None:
    """Hears `exchange.batch_settled`."""
    batch = Batch.objects.get(pk=event["batch_id"])
    operations.end_todos(actor=Actor.system("事件：交换目录", "casework.run_clocks"), matter=batch, step="import")


def tell_superior(event: dict[str, Any]) -> None:
    """Hears `clock.expired`: the superior of the line, or else the government of the region, has it to oversee."""
    clock = _still_expired(event)
    superior = (line_superior(clock.agency) or block_superior(clock.agency)) if clock else None
    if clock and superior:
        _ask_to_oversee(clock, superior, "督办超期事项")


def tell_government(event: dict[str, Any]) -> None:
    """Hears `clock.still_expired`: the superior hears again, and the government of the region as well."""
    clock = _still_expired(event)
    if clock is None:
        return
    superiors = [line_superior(clock.agency), block_superior(clock.agency)]
    for superior in dict.fromkeys(row for row in superiors if row):
        _ask_to_oversee(clock, superior, "再次督办超期事项")


def _still_expired(event: dict[str, Any]) -> Clock | None:
    """Delivered late, there may be nothing to oversee any more."""
    clocks = Clock.objects.select_related("agency__line_superior")
    return clocks.filter(pk=event["clock_id"], state=ClockState.EXPIRED).first()


def _ask_to_oversee(clock: Clock, superior: Agency, verb: str) -> None:
    operations.open_todo(
        actor=Actor.system("事件：时限超期", "casework.run_clocks"),
        matter=clock,
        step="oversee",
        title=f"{verb}：{clock.agency} {clock.title}"[:200],
        agency_id=superior.pk,
        url=clock.get_absolute_url(),
        capability="casework.oversee",
        clock=clock,
        kind=NotificationKind.OVERSIGHT,
    )


def ask_to_renew(event: dict[str, Any]) -> None:
    """Hears `officer.certificate_ending`: whoever keeps the officers of the agency has it to do, and the officer hears
    of it. Delivered late, the certificate may be renewed by now."""
    officer, notice = Officer.objects.get(pk=event["officer_id"]), certificate_notice()
    today = timezone.localdate()
    if not officer.is_active or notice is None or officer.certificate_until > today + notice:
        return
    has_ended = officer.certificate_until <= today
    actor = Actor.system("事件：执法证到期", "casework.run_clocks")
    last = officer.certificate_until - timedelta(days=1)
    words = f"已于 {last} 到期，不能参加检查" if has_ended else f"{last} 到期"
    kind = NotificationKind.OVERDUE if has_ended else NotificationKind.DUE
    about: dict[str, Any] = {"matter": officer, "agency_id": officer.agency_id, "url": officer.get_absolute_url()}
    operations.open_todo(
        actor=actor,
        step="renew",
        title=f"续办执法证：{officer.name}的执法证{words}"[:200],
        capability="org.manage_officers",
        kind=kind,
        **about,
    )
    if officer.user_id is not None:
        title = f"您的执法证{words}，请提请本机关续办"
        operations.announce(actor=actor, kind=kind, title=title, user_id=officer.user_id, **about)


def end_renewal(event: dict[str, Any]) -> None:
    """Hears `officer.certificate_settled`."""
    officer, notice = Officer.objects.filter(pk=event["officer_id"]).first(), certificate_notice()
    if officer is None:
        return
    is_ending = notice is not None and officer.certificate_until <= timezone.localdate() + notice
    if not officer.is_active or not is_ending:
        operations.end_todos(
            actor=Actor.system("事件：执法证到期", "casework.run_clocks"), matter=officer, step="renew"
        )


def follow_agency(event: dict[str, Any]) -> None:
    """Hears `agency.succeeded`."""
    operations.hand_on_todos(
        actor=Actor.system("事件：机构改革", "casework.run_clocks"),
        from_agency_id=UUID(event["agency_id"]),
        to_agency_id=UUID(event["successor_id"]),
    )


def tell_deputy(event: dict[str, Any]) -> None:
    """Hears `post.entrusted`."""
    delegation = Delegation.objects.select_related("post__user").get(pk=event["delegation_id"])
    last = delegation.valid_until - timedelta(days=1)
    post = delegation.post
    operations.announce(
        actor=Actor.system("事件：委托代办", "casework.run_clocks"),
        kind=NotificationKind.TODO,
        matter=post,
        title=f"{post.user.name}（{post.get_role_display()}）委托您代办：{delegation.valid_from} 至 {last}",
        agency_id=post.agency_id,
        user_id=delegation.deputy_id,
        url=reverse("org:account"),
    )
