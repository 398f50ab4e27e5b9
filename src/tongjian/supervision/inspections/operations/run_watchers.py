"""监督巡查。"""

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotAllowed
from tongjian.supervision.inspections.models import WatchNotice
from tongjian.supervision.inspections.operations.open_notice import open_notice
from tongjian.supervision.inspections.queries.watching import WATCHERS


def run_watchers(*, actor: Actor) -> dict[str, int]:
    """Lets every watcher look once; returns how many notices each opened. A short transaction for each new fact: safe
    to interrupt and to run twice."""
    if not actor.has("inspections.watch"):
        raise NotAllowed("not_allowed", "没有发出监督提醒的权限。")
    opened = dict.fromkeys(map(str, WATCHERS), 0)
    for rule, look in WATCHERS.items():
        facts = {fact.key: fact for fact in look()}
        known = set(WatchNotice.objects.filter(rule=rule).values_list("key", flat=True)) if facts else set()
        for key in facts.keys() - known:
            opened[str(rule)] += open_notice(actor=actor, fact=facts[key]) is not None
    return opened
