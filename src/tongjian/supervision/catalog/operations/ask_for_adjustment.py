"""下达动态调整任务。"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tongjian.foundation.casework.operations import open_todo, start_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, deny, require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency
from tongjian.foundation.org.queries import agencies_of_kinds
from tongjian.foundation.rulebook.models import ClauseChange
from tongjian.supervision.catalog.models import Adjustment, AdjustmentTask, Item, ItemVersion
from tongjian.supervision.catalog.operations._adjustments import ASK, LIMIT
from tongjian.supervision.catalog.queries import affected

_PROVINCE = "140000"


@transaction.atomic
def ask_for_adjustment(
    *, actor: Actor, change: ClauseChange | None = None, version_ids: Iterable[UUID] = ()
) -> dict[str, int]:
    """Every owner of what hangs on the changed clause, or of the versions given, has a task with a limit.

    Safe to repeat: what was asked once is not asked again. Items whose owner cannot be told go to the coordinator of
    the province. Answers with how many agencies and items.
    """
    require(ALLOW if actor.has("catalog.ask_for_adjustment") else deny("没有下达动态调整任务的权限。"))
    if change is not None:
        versions: Sequence[ItemVersion] = affected(actor, change.code, change.valid_from).versions
    else:
        found = ItemVersion.objects.filter(pk__in=list(version_ids))
        versions = list(found.select_related("item__agency_kind", "item__compiled_by"))
    asked = {"agencies": 0, "items": 0}
    for agency, owned in _by_owner(versions).items():
        new = _ask(actor, change, agency, owned)
        asked["agencies"] += bool(new)
        asked["items"] += new
    return asked


def _by_owner(versions: Iterable[ItemVersion]) -> dict[Agency, list[ItemVersion]]:
    """Who compiled it; else the department of that kind where the item stands; else the coordinator of the province.
    The newest version of each item."""
    newest = {one.item_id: one for one in sorted(versions, key=lambda one: one.number)}
    stand_ins = _stand_ins([one.item for one in newest.values() if one.item.compiled_by is None])
    owned: dict[Agency, list[ItemVersion]] = defaultdict(list)
    for version in newest.values():
        item = version.item
        owner = item.compiled_by or stand_ins.get((item.region_id or _PROVINCE, item.agency_kind_id))
        owner = owner or stand_ins.get((_PROVINCE, ""))
        if owner is not None:
            owned[owner].append(version)
    return dict(sorted(owned.items(), key=lambda pair: pair[0].code))


def _stand_ins(items: Sequence[Item]) -> Mapping[tuple[str, str], Agency]:
    """By region and kind; the coordinator of the province under the empty kind. One query."""
    if not items:
        return {}
    kinds = {item.agency_kind_id for item in items}
    regions = {item.region_id or _PROVINCE for item in items} | {_PROVINCE}
    found: dict[tuple[str, str], Agency] = {}
    for agency in agencies_of_kinds(kinds, regions):
        found.setdefault((agency.region_id, agency.kind_id), agency)
        if agency.kind.is_coordinator and agency.region_id == _PROVINCE:
            found.setdefault((_PROVINCE, ""), agency)
    return found


def _task(change: ClauseChange | None, agency: Agency) -> AdjustmentTask:
    """One task of an agency for a change, and one at a time for what nobody checks."""
    tasks = AdjustmentTask.objects.select_for_update().filter(change=change, agency=agency)
    task = tasks.first() if change is not None else tasks.filter(done_at=None).first()
    return task or AdjustmentTask.objects.create(change=change, agency=agency, opened_at=timezone.now())


def _ask(actor: Actor, change: ClauseChange | None, agency: Agency, versions: Sequence[ItemVersion]) -> int:
    """How many items are new to the task of the agency."""
    task = _task(change, agency)
    known = set(Adjustment.objects.filter(task=task).values_list("item", flat=True))
    new = [one for one in versions if one.item_id not in known]
    if not new:
        return 0
    Adjustment.objects.bulk_create(
        [Adjustment(task=task, item_id=one.item_id, version=one) for one in new], batch_size=500
    )
    title = f"动态调整 {len(known) + len(new)} 个事项：{task.title}"[:200]
    url = reverse("catalog:adjustment", args=[task.pk])
    clock = None
    if not known or task.done_at:
        clock = start_clock(actor=actor, parameter_code=LIMIT, matter=task, title=title, agency_id=agency.pk, url=url)
    AdjustmentTask.objects.filter(pk=task.pk).update(done_at=None)
    open_todo(
        actor=actor, matter=task, step=ASK, title=title, agency_id=agency.pk, url=url, capability="catalog.edit",
        clock=clock,
    )  # fmt: skip
    data = {"change": str(change.pk) if change else "", "agency_id": str(agency.pk), "items": len(new)}
    record(actor, "adjustment.asked", task, **data)
    return len(new)
