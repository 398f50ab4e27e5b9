"""Who may see and change the rules."""

from django.db.models import QuerySet

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, Verdict, deny
from tongjian.foundation.rulebook.choices import ChangeState
from tongjian.foundation.rulebook.models import RuleChange


def visible_changes(actor: Actor) -> QuerySet[RuleChange]:
    return RuleChange.objects.all() if actor.has("rulebook.view") else RuleChange.objects.none()


def can_propose(actor: Actor) -> Verdict:
    return ALLOW if actor.has("rulebook.propose") and actor.is_person else deny("您没有提出规则变更的权限。")


def can_decide(actor: Actor, change: RuleChange) -> Verdict:
    """A second person: never the one who proposed."""
    if not actor.has("rulebook.approve") or not actor.is_person:
        return deny("您没有复核规则变更的权限。")
    if change.proposed_by == actor.user_id:
        return deny("提出人不能复核自己的变更。")
    if change.state != ChangeState.PROPOSED:
        return deny("这个变更已经处理过。")
    return ALLOW
