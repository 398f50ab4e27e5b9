"""Whose turn it is: reviewers, the author of what came back, the lead once a year, the second person of a removal."""

from uuid import UUID

from tongjian.foundation.casework.models import Clock
from tongjian.foundation.casework.operations import cancel_clocks, end_todos, open_todo, start_clock
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org.models import Agency
from tongjian.foundation.org.queries import agencies_of_kinds
from tongjian.supervision.key_items.models import KeyItem, KeyItemVersion
from tongjian.supervision.key_items.policies import lead_of
from tongjian.supervision.key_items.queries import REVIEW_CLOCK

REVIEW, MEND, YEARLY, REMOVAL = (
    "review_key_item", "mend_key_item", "yearly_review_of_key_item", "agree_to_removal",
)  # fmt: skip


def ask_reviewers(actor: Actor, version: KeyItemVersion) -> None:
    """Of the lead, also when the coordinator proposed it; the coordinator's own may review it as well."""
    end_todos(actor=actor, matter=version.key_item, step=MEND)
    _ask(actor, version, REVIEW, f"审核重点事项：{version.name}", answering_agency(version).pk)


def ask_author(actor: Actor, version: KeyItemVersion) -> None:
    end_asking(actor, version.key_item, REVIEW)
    if version.submitted_by_id:
        title = f"修改退回的重点事项：{version.name}"
        _ask(actor, version, MEND, title, version.submitted_by_id, user_id=version.created_by)


def ask_to_change(actor: Actor, version: KeyItemVersion, agency_id: UUID) -> None:
    _ask(actor, version, MEND, f"按复核意见调整重点事项：{version.name}", agency_id)


def ask_for_review(actor: Actor, version: KeyItemVersion, clock: Clock) -> None:
    _ask(actor, version, YEARLY, f"年度复核重点事项：{version.name}", clock.agency_id, clock=clock)


def ask_for_removal(actor: Actor, version: KeyItemVersion) -> None:
    _ask(actor, version, REMOVAL, f"审核移出重点事项：{version.name}", answering_agency(version).pk)


def end_asking(actor: Actor, key_item: KeyItem, *steps: str) -> None:
    for step in steps:
        end_todos(actor=actor, matter=key_item, step=step)


def begin_year(actor: Actor, version: KeyItemVersion) -> None:
    """Until when it must be looked at again; what ran before runs no more."""
    cancel_clocks(actor=actor, matter=version.key_item, reason="重新起算年度复核的时限")
    start_clock(
        actor=actor, parameter_code=REVIEW_CLOCK, matter=version.key_item, title=f"年度复核：{version.name}"[:200],
        agency_id=answering_agency(version).pk, url=version.key_item.get_absolute_url(),
    )  # fmt: skip


def answering_agency(version: KeyItemVersion) -> Agency:
    """The lead of the place; where there is no such agency its coordinator, and without one whoever handed it in."""
    kind, place = lead_of(version), version.key_item.region_id
    there = sorted(agencies_of_kinds([kind], [place]), key=lambda agency: agency.kind_id != kind)
    if there:
        return there[0]
    assert version.submitted_by is not None  # nothing is published that nobody handed in
    return version.submitted_by


def _ask(
    actor: Actor, version: KeyItemVersion, step: str, title: str, agency_id: UUID,
    user_id: UUID | None = None, clock: Clock | None = None,
) -> None:  # fmt: skip
    open_todo(
        actor=actor, matter=version.key_item, step=step, title=title[:200], agency_id=agency_id,
        url=version.key_item.get_absolute_url(), user_id=user_id, clock=clock,
        capability="key_items.review" if step in (REVIEW, REMOVAL) else "key_items.edit",
    )  # fmt: skip
