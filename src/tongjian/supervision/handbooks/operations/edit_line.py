"""修改条目。"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.ledger.trail import record
from tongjian.supervision.handbooks.choices import Chapter
from tongjian.supervision.handbooks.models import Edit, Edition, Line, LineSource
from tongjian.supervision.handbooks.operations._content import line_record, sign
from tongjian.supervision.handbooks.operations._lock import lock_line
from tongjian.supervision.handbooks.queries import guess_chapter


@transaction.atomic
def edit_line(*, actor: Actor, line_id: UUID, chapter: str = "", text: str = "", is_left_out: bool = False) -> Line:
    """Other words, another chapter, or left out; everything empty is as generated again.

    The edit is kept with the handbook for the wording it was made for, apart from what is generated. What people
    added themselves is not edited here but taken out and added anew.
    """
    edition, line = lock_line(actor, line_id)
    if line.addition_id is not None:
        raise RuleViolated("line_is_own", "自拟条目请删除后重新增加。")
    if chapter and chapter not in Chapter.values:
        raise RuleViolated("chapter_unknown", "没有这一章。", field="chapter")
    text = "" if text.strip() == line.generated else text.strip()
    _keep(actor, edition, line, chapter, text, is_left_out=is_left_out)
    line.chapter, line.is_guessed = chapter or guess_chapter(line.generated), not chapter
    line.edited, line.is_left_out = text, is_left_out
    line.save(update_fields=["chapter", "is_guessed", "edited", "is_left_out"])
    sign(edition, actor)
    edition.save(update_fields=["authors"])
    data = line_record(edition, line.chapter, line.generated, text)
    record(actor, "handbook.line_edited", edition.handbook, **data, is_left_out=is_left_out)
    return line


def _keep(actor: Actor, edition: Edition, line: Line, chapter: str, text: str, *, is_left_out: bool) -> None:
    """One edit for a wording of an item; none where nothing is different."""
    item = LineSource.objects.filter(line=line).order_by("number").values_list("item_version__item", flat=True)[0]
    Edit.objects.filter(handbook=edition.handbook, item=item, generated=line.generated).delete()
    if chapter or text or is_left_out:
        Edit.objects.create(
            handbook=edition.handbook, item_id=item, generated=line.generated, chapter=chapter, text=text,
            is_left_out=is_left_out, edited_by=actor.user_id, edited_at=timezone.now(),
        )  # fmt: skip
