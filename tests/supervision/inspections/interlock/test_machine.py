"""The interlock against an oracle that knows the rules in words. Many more cases: `python -m bench.interlock`."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.supervision.inspections.interlock.machine import STEPS, Interlock, World


@pytest.fixture(autouse=True)
def today():
    """The machine keeps its own clock."""


@pytest.mark.engine("sqlite")
def test_in_whatever_order_people_act_the_system_says_what_the_rules_say(reference):
    Interlock.world = World()
    few = settings(max_examples=10, stateful_step_count=30, deadline=None, database=None, derandomize=True)
    run_state_machine_as_test(Interlock, settings=few)
    assert sum(STEPS.values()) > 100
