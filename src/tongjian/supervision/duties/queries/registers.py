"""Reads of what was handed over and who is commissioned; whoever checks must be one of these or an enforcement subject
of its own (V01, V04)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.kernel.validity import lasting
from tongjian.foundation.kernel.verdict import ALLOW, Verdict
from tongjian.foundation.org.models import EnforcementStatus, Officer
from tongjian.foundation.org.queries import certified_officers, published_enforcers
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.pure.codes import significant
from tongjian.supervision.catalog.models import Item
from tongjian.supervision.duties.choices import RecordState
from tongjian.supervision.duties.models import CommissionedBody, CommissionedOfficer, PowerTransfer
from tongjian.supervision.duties.policies import visible_commissions, visible_transfers

R = TypeVar("R", PowerTransfer, CommissionedBody)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFilter:
    text: str = ""
    state: str = ""
    region: str = ""


def list_transfers(actor: Actor, wanted: RegisterFilter) -> QuerySet[PowerTransfer]:
    """Each with `items`: how many. Ready to render."""
    rows = visible_transfers(actor).select_related("from_agency__region", "to_agency")
    rows = _narrow(rows, wanted, "from_agency__region__code__startswith")
    if wanted.text:
        words = ("from_agency__name", "to_agency__name", "document")
        rows = rows.filter(_any_of(words, wanted.text))
    return rows.annotate(items=Count("transfer_items"))


def list_commissions(actor: Actor, wanted: RegisterFilter) -> QuerySet[CommissionedBody]:
    """Each with `items`: how many. Ready to render."""
    rows = visible_commissions(actor).select_related("principal__region")
    rows = _narrow(rows, wanted, "principal__region__code__startswith")
    if wanted.text:
        rows = rows.filter(_any_of(("name", "uscc", "principal__name", "document"), wanted.text))
    return rows.annotate(items=Count("commissioned_items"))


def _narrow(rows: QuerySet[R], wanted: RegisterFilter, place: str) -> QuerySet[R]:
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return rows.filter(**{place: significant(wanted.region)}) if wanted.region else rows


def _any_of(fields: Iterable[str], text: str) -> Q:
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": text})
    return found


def get_transfer(actor: Actor, code: str) -> PowerTransfer:
    related = ("from_agency__region", "to_agency")
    transfer = visible_transfers(actor).select_related(*related).filter(code=code).first()
    if transfer is None:
        raise NotFound("transfer_not_found", "没有这项处罚权划转，或者您无权查看。")
    return transfer


def get_commission(actor: Actor, code: str) -> CommissionedBody:
    body = visible_commissions(actor).select_related("principal__region").filter(code=code).first()
    if body is None:
        raise NotFound("commission_not_found", "没有这项执法委托，或者您无权查看。")
    return body


def items_handed_over(transfer: PowerTransfer) -> QuerySet[Item]:
    return Item.objects.filter(pk__in=transfer.transfer_items.values("item")).select_related("agency_kind")


def items_commissioned(body: CommissionedBody) -> QuerySet[Item]:
    return Item.objects.filter(pk__in=body.commissioned_items.values("item")).select_related("agency_kind")


def runs(on: date | None = None) -> Q:
    """Commissions in force on the day; one that was ended held until then."""
    day = on or timezone.localdate()
    published = Q(state=RecordState.PUBLISHED) | Q(
        state=RecordState.ENDED, published_at__isnull=False, ended_on__gt=day
    )
    return published & Q(valid_from__lte=day, valid_until__gt=day)


def may_check(body: CommissionedBody, item_ids: Iterable[UUID], on: date | None = None) -> Verdict:
    """Whether a commissioned body may check these items on the day in the name of its principal: a published
    commission in force, items within it, a principal that may check itself (V04, V01). Three queries."""
    day = on or timezone.localdate()
    if not CommissionedBody.objects.filter(runs(day), pk=body.pk).exists():
        return rulebook.refusal_verdict("V04", f"（{body.name}：委托没有公布、没有开始、已经期满或者已经终止。）")
    outside = set(item_ids) - set(body.commissioned_items.values_list("item", flat=True))
    if outside:
        return rulebook.refusal_verdict("V04", f"（{body.name}：{len(outside)} 项不在委托事项内。）")
    if body.principal_id not in published_enforcers([body.principal_id], day):
        return rulebook.refusal_verdict("V01", f"（委托机关：{body.principal.name}。）")
    return ALLOW


def officers_commissioned(body: CommissionedBody) -> QuerySet[Officer]:
    """Who checks for the body now."""
    return Officer.objects.filter(pk__in=body.officers.filter(left_at=None).values("officer"))


def officers_to_name(body: CommissionedBody) -> QuerySet[Officer]:
    """Officers of the principal with a certificate who belong to no other body."""
    elsewhere = CommissionedOfficer.objects.filter(left_at=None).exclude(body=body.pk)
    return certified_officers([body.principal_id]).exclude(pk__in=elsewhere.values("officer"))


def bodies_of_officers(officer_ids: Iterable[UUID]) -> dict[CommissionedBody, list[Officer]]:
    """Those of these officers who check for a commissioned body, by body. One query."""
    rows = CommissionedOfficer.objects.filter(officer__in=list(officer_ids), left_at=None)
    found: dict[CommissionedBody, list[Officer]] = {}
    for row in rows.select_related("body__principal", "officer"):
        found.setdefault(row.body, []).append(row.officer)
    return found


def list_enforcers(wanted: RegisterFilter) -> QuerySet[EnforcementStatus]:
    """Every qualification as an enforcement subject, also those that ended; kept and ended in `org` (V01)."""
    rows = EnforcementStatus.objects.select_related("agency__region", "agency__kind")
    if wanted.region:
        rows = rows.filter(agency__region__code__startswith=significant(wanted.region))
    if wanted.text:
        rows = rows.filter(_any_of(("agency__name", "basis"), wanted.text))
    current = lasting(timezone.localdate())
    if wanted.state:
        rows = rows.filter(current if wanted.state == RecordState.PUBLISHED else ~current)
    commissions = CommissionedBody.objects.filter(runs(), principal=OuterRef("agency"))
    return rows.annotate(commissions=Exists(commissions))
