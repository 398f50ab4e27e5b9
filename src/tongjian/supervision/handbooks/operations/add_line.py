"""增加条目。"""

from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.handbooks.choices import Chapter
from tongjian.supervision.handbooks.models import Addition, Line, LineClause
from tongjian.supervision.handbooks.operations._content import POLICY, clause_rows, line_record, sign
from tongjian.supervision.handbooks.operations._lock import lock_draft
from tongjian.supervision.handbooks.queries import clauses_in


@transaction.atomic
def add_line(*, actor: Actor, edition_id: UUID, chapter: str, text: str, basis: str) -> Line:
    """What no item says but the law does; `basis` names it and is linked to clauses where it can be."""
    edition = lock_draft(actor, edition_id)
    if chapter not in Chapter.values:
        raise RuleViolated("chapter_unknown", "没有这一章。", field="chapter")
    if not text.strip():
        raise RuleViolated("text_missing", "请填写内容。", field="text")
    if not basis.strip():
        raise RuleViolated("basis_missing", "请写明依据的法规和条款。", POLICY, field="basis")
    addition = Addition.objects.create(
        handbook=edition.handbook, chapter=chapter, text=text.strip(), basis=basis.strip(),
        added_by=actor.user_id, added_at=timezone.now(),
    )  # fmt: skip
    last = edition.lines.aggregate(last=Max("number"))["last"] or 0
    line = Line.objects.create(
        edition=edition, number=last + 1, chapter=chapter, edited=addition.text, basis=addition.basis,
        addition=addition,
    )  # fmt: skip
    LineClause.objects.bulk_create(clause_rows(line, clauses_in([addition.basis], timezone.localdate())[0]))
    sign(edition, actor)
    edition.save(update_fields=["authors"])
    record(actor, "handbook.line_added", edition.handbook, **line_record(edition, chapter, "", addition.text))
    return line
