"""Whose turn it is: the reviewers after an edition was handed in, its author after it came back."""

from tongjian.foundation.casework.operations import end_todos, open_todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.handbooks.models import Edition

REVIEW, MEND = "review_handbook", "mend_handbook"


def ask_reviewers(actor: Actor, edition: Edition) -> None:
    end_todos(actor=actor, matter=edition.handbook, step=MEND)
    _ask(actor, edition, REVIEW, f"审核合规手册：{edition.title}")


def ask_author(actor: Actor, edition: Edition) -> None:
    end_review(actor, edition)
    _ask(actor, edition, MEND, f"修改退回的合规手册：{edition.title}")


def end_review(actor: Actor, edition: Edition) -> None:
    end_todos(actor=actor, matter=edition.handbook, step=REVIEW)


def _ask(actor: Actor, edition: Edition, step: str, title: str) -> None:
    if edition.submitted_by_id is None:
        return
    open_todo(
        actor=actor,
        matter=edition.handbook,
        step=step,
        title=title,
        agency_id=edition.submitted_by_id,
        url=edition.handbook.get_absolute_url(),
        capability="handbooks.review" if step == REVIEW else "handbooks.edit",
        user_id=edition.created_by if step == MEND else None,
    )
