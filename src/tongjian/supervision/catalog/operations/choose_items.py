"""领用或者不领用上级编制的事项。"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.ledger.trail import record
from tongjian.foundation.org.models import Agency
from tongjian.supervision.catalog import policies, queries
from tongjian.supervision.catalog.choices import AdoptionState, Choice
from tongjian.supervision.catalog.models import Adoption, Item
from tongjian.supervision.catalog.operations._adoptions import ask_to_review, codes_of

_POLICY = "晋政办发〔2023〕39号"


@transaction.atomic
def choose_items(*, actor: Actor, choice: Choice, item_codes: Sequence[str] | None = None, reason: str = "") -> int:
    """Adopts or declines for the actor's own department; a second person publishes. Without codes: every item of the
    department's line about which nothing was said yet. Returns how many choices were made; what is chosen so already
    or waits for review is passed over. Two reads and one insert for every 1,000, however many places there are.
    """
    require(policies.can_adopt(actor))
    agency = _lock_agency(actor)
    reason = reason.strip()
    if choice == Choice.DECLINE and not reason:
        raise RuleViolated("reason_missing", "不领用上级编制的事项，应当说明理由。", _POLICY)
    items = _wanted(actor, agency, choice, item_codes)
    if not items:
        raise RuleViolated("nothing_to_choose", "没有需要办理的事项：所选的已经领用、已说明不领用或者正在审核。")
    now = timezone.now()
    Adoption.objects.bulk_create(
        (
            Adoption(item=item, agency=agency, choice=choice, reason=reason, chosen_by=actor.user_id, chosen_at=now)
            for item in items
        ),
        batch_size=1000,
    )
    ask_to_review(actor, agency)
    codes = codes_of(item.code for item in items)
    record(actor, "adoption.chosen", agency, choice=str(choice), items=len(items), codes=codes, reason=reason)
    return len(items)


def _lock_agency(actor: Actor) -> Agency:
    """Two people of one department do not choose the same item at once."""
    agency = queries.own_agency(actor)
    locked = Agency.objects.select_for_update(of=("self",)).select_related("kind", "region")
    return locked.get(pk=agency.pk)


def _wanted(actor: Actor, agency: Agency, choice: Choice, codes: Sequence[str] | None) -> list[Item]:
    offered = queries.offered_to(agency)
    if codes is not None:
        offered = offered.filter(item__code__in=set(codes))
        if offered.count() != len(set(codes)):
            raise NotFound("item_not_offered", "所选事项中有的不是上级为本部门编制的现行事项。")
    decided = Adoption.objects.filter(agency=agency)
    passed = decided.filter(state=AdoptionState.REVIEW)
    passed |= decided.filter(state=AdoptionState.PUBLISHED, **({} if codes is None else {"choice": choice}))
    items = Item.objects.filter(pk__in=offered.values("item")).exclude(pk__in=passed.values("item"))
    return list(items.only("pk", "code").order_by("code"))
