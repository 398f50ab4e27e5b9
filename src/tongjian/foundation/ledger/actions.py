"""The whitelist: which actions exist, what they are called, and which fields an entry of each may carry."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """`name` is `<context>.<past participle>`, `label` the Chinese verb on the timeline."""

    name: str
    label: str
    fields: frozenset[str]


_actions: dict[str, Action] = {}


def declare(name: str, label: str, *fields: str) -> Action:
    """Called at import time from a context's `events.py`; a name may be declared once."""
    if name in _actions:
        raise ValueError(f"action {name} is declared twice")
    action = Action(name, label, frozenset(fields))
    _actions[name] = action
    return action


def get_action(name: str) -> Action:
    """Raises KeyError for an action nobody declared."""
    return _actions[name]


def label_of(name: str) -> str:
    """For pages: an action of an older release keeps its name."""
    return _actions[name].label if name in _actions else name


def declared() -> list[Action]:
    return sorted(_actions.values(), key=lambda action: action.name)
