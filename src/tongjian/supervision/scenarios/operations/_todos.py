"""Whose turn it is: the reviewers after a version was handed in, its author after it came back."""

from tongjian.foundation.casework.operations import end_todos, open_todo
from tongjian.foundation.kernel.actor import Actor
from tongjian.supervision.scenarios.models import ScenarioVersion

REVIEW, MEND = "review_scenario", "mend_scenario"


def ask_reviewers(actor: Actor, version: ScenarioVersion) -> None:
    end_todos(actor=actor, matter=version.scenario, step=MEND)
    _ask(actor, version, REVIEW, f"审核一件事：{version.name}")


def ask_author(actor: Actor, version: ScenarioVersion) -> None:
    end_review(actor, version)
    _ask(actor, version, MEND, f"修改退回的一件事：{version.name}")


def end_review(actor: Actor, version: ScenarioVersion) -> None:
    end_todos(actor=actor, matter=version.scenario, step=REVIEW)


def _ask(actor: Actor, version: ScenarioVersion, step: str, title: str) -> None:
    if version.submitted_by_id is None:
        return
    open_todo(
        actor=actor,
        matter=version.scenario,
        step=step,
        title=title,
        agency_id=version.submitted_by_id,
        url=version.scenario.get_absolute_url(),
        capability="scenarios.review" if step == REVIEW else "scenarios.edit",
        user_id=version.created_by if step == MEND else None,
    )
