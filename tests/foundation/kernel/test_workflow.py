"""A state machine allows what it lists, says what it refuses, and draws itself."""

import pytest

from tongjian.foundation.kernel.errors import IllegalTransition
from tongjian.foundation.kernel.workflow import Transition, Workflow

DOOR = Workflow(
    Transition("open", frozenset({"closed"}), "open", "开门"),
    Transition("close", frozenset({"open"}), "closed", "关门"),
    Transition("lock", frozenset({"closed", "open"}), "locked", "上锁"),
)


def test_what_is_listed_is_allowed():
    assert DOOR.check("open", state="closed").target == "open"
    assert DOOR.allows("lock", state="open")
    assert [transition.name for transition in DOOR.available_from("closed")] == ["open", "lock"]
    assert DOOR.available_from("locked") == []


def test_what_is_not_listed_is_refused_in_words():
    with pytest.raises(IllegalTransition, match="当前状态不能“关门”。") as refused:
        DOOR.check("close", state="locked")
    assert refused.value.status == 409
    assert refused.value.details == {"state": "locked", "transition": "close"}


def test_an_act_nobody_declared_is_a_mistake():
    with pytest.raises(KeyError):
        DOOR.check("burn", state="open")


def test_two_transitions_of_one_name_are_a_mistake():
    with pytest.raises(ValueError, match="unique"):
        Workflow(Transition("open", frozenset(), "open", "开"), Transition("open", frozenset(), "x", "开"))


def test_it_draws_itself():
    assert DOOR.as_mermaid().splitlines() == [
        "stateDiagram-v2",
        "    closed --> open: 开门",
        "    open --> closed: 关门",
        "    closed --> locked: 上锁",
        "    open --> locked: 上锁",
    ]
