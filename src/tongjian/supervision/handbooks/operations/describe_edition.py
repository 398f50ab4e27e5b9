"""修改手册说明。"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.operations._content import clean_industries, recorded, sign
from tongjian.supervision.handbooks.operations._generation import fill
from tongjian.supervision.handbooks.operations._lock import lock_draft


@transaction.atomic
def describe_edition(
    *, actor: Actor, edition_id: UUID, title: str, foreword: str = "", industries: Sequence[str] = ()
) -> Edition:
    """Title, foreword and, where no scenario says whom it concerns, the industries; other industries generate the
    lines anew."""
    edition = lock_draft(actor, edition_id)
    if not title.strip():
        raise RuleViolated("title_missing", "请填写名称。", field="title")
    before = list(edition.scope.get("industries", ()))
    cleaned = before if edition.handbook.scenario_id else clean_industries(industries)
    if not cleaned and edition.handbook.scenario_id is None:
        raise RuleViolated("scope_missing", "请填写行业代码。", field="industries")
    edition.title, edition.foreword = title.strip(), foreword.strip()
    sign(edition, actor)
    edition.save(update_fields=["title", "foreword", "authors"])
    if cleaned != before:
        fill(edition, cleaned)
    record(
        actor, "handbook.described", edition.handbook, **recorded(edition), foreword=edition.foreword,
        industries=cleaned,
    )  # fmt: skip
    return edition
