"""反映未亮码入企。"""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.casework.operations import next_number, open_todo, start_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.words import required_words
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.queries import find_region
from tongjian.foundation.rulebook import queries as rulebook
from tongjian.supervision.inspections.models import EntryReport
from tongjian.supervision.inspections.queries import REPORT_ANSWER, new_code, owner_of_reports

_DESK = Actor.system("入企反映受理", "inspections.receive_report")
_OLDEST = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContent:
    """`sender` says nothing about who reports: a keyed hash that changes every day."""

    region_code: str
    entity_name: str
    entered_on: date
    what: str
    sender: str
    address: str = ""
    visitors: str = ""


@transaction.atomic
def report_entry(*, actor: Actor, content: ReportContent) -> EntryReport:
    """Anybody reports an entry without a code. The coordinator of the place owns the matter, with a clock and a to-do.

    The series of numbers of the place is locked first, so that the limits (`report.most_per_sender` a day,
    `report.most_per_region` an hour) hold however many come at once; what is refused uses no number up.
    """
    region = find_region(content.region_code)
    if region is None:
        raise RuleViolated("region_unknown", "请选择企业所在的地方。", field="region")
    now = timezone.now()
    _check_words(content)
    owner = owner_of_reports(region.code)
    if owner is None:
        raise RuleViolated("report_has_no_owner", "这个地方还没有开通，请拨打 12345。", field="region")
    year = timezone.localdate().year
    number = next_number(actor=_DESK, series=f"反映-{region.code}-{year}")
    _check_limits(content, region.code)
    report = EntryReport.objects.create(
        number=f"反映-{region.code}-{year}-{number:06d}",
        receipt=new_code(secrets.choice),
        region=region,
        agency=owner,
        entity_name=content.entity_name.strip(),
        address=content.address.strip(),
        entered_on=content.entered_on,
        visitors=content.visitors.strip(),
        what=content.what.strip(),
        sender=content.sender,
        received_at=now,
    )
    about = {"matter": report, "agency_id": owner.pk, "url": report.get_absolute_url()}
    title = f"核查入企反映：{report.number}"
    clock = start_clock(actor=_DESK, parameter_code=REPORT_ANSWER, title=title, **about)  # type: ignore[arg-type]
    open_todo(
        actor=_DESK, step="conclude_report", title=title, capability="planning.coordinate", clock=clock,
        **about,  # type: ignore[arg-type]
    )  # fmt: skip
    record(actor, "entry_report.received", report, number=report.number, owner_id=str(owner.pk))
    return report


def _check_words(content: ReportContent) -> None:
    required_words(content.entity_name, "entity_missing", "请写明企业名称。")
    required_words(content.what, "what_missing", "请写明情况。")
    today = timezone.localdate()
    if not today - _OLDEST <= content.entered_on <= today:
        raise RuleViolated("entered_on_wrong", "入企日期应当在最近一年以内，不能晚于今天。", field="entered_on")


def _check_limits(content: ReportContent, region: str) -> None:
    now = timezone.now()
    own = EntryReport.objects.filter(sender=content.sender, received_at__gt=now - timedelta(days=1)).count()
    here = EntryReport.objects.filter(region=region, received_at__gt=now - timedelta(hours=1)).count()
    for count, code in ((own, "report.most_per_sender"), (here, "report.most_per_region")):
        limit = rulebook.required(code, region=region)
        if count >= int(limit.value):
            raise RuleViolated("too_many_reports", "反映次数过多，请稍后再试，或者拨打 12345。", limit.citation)
