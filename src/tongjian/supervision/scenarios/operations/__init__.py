"""Every way to change scenarios."""

from tongjian.supervision.scenarios import events
from tongjian.supervision.scenarios.operations.draft_scenario import draft_scenario
from tongjian.supervision.scenarios.operations.join_points import join_points
from tongjian.supervision.scenarios.operations.part_points import part_points
from tongjian.supervision.scenarios.operations.publish_scenario import publish_scenario
from tongjian.supervision.scenarios.operations.return_scenario import return_scenario
from tongjian.supervision.scenarios.operations.revise_scenario import revise_scenario
from tongjian.supervision.scenarios.operations.stop_scenario import stop_scenario
from tongjian.supervision.scenarios.operations.submit_scenario import submit_scenario

__all__ = [
    "join_points",
    "part_points",
    "draft_scenario",
    "events",
    "publish_scenario",
    "return_scenario",
    "revise_scenario",
    "stop_scenario",
    "submit_scenario",
]
